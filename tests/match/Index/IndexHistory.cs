using Analytics.Contracts;
using Analytics.Match.Index;
using CsCheck;

namespace Analytics.Tests.Matching.Index;

/// <summary>What was done to an index, and what it is asked then.</summary>
internal sealed record IndexHistory(int Length, IndexStep[] Steps, FaceQuery[] Queries)
{
    private static readonly string[] People = ["anna", "ben", "cleo", "dora"];
    private static readonly string[] Watchlists = ["staff", "banned", "vip"];
    private static readonly string[] Cameras = ["door", "hall", "lift"];

    private static readonly Gen<FaceId> Ids = Gen.Int[1, 30].Select(
        number => new FaceId(new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)number)));

    private static readonly Gen<PersonId> Person = Gen.OneOfConst(People).Select(name => new PersonId(name));

    private static readonly Gen<WatchlistId[]> Lists = Gen.Bool.Array[Watchlists.Length].Select(
        on => Watchlists.Where((_, list) => on[list]).Select(name => new WatchlistId(name)).ToArray());

    private static readonly Gen<CameraId[]> SomeCameras = Gen.Bool.Array[Cameras.Length].Select(
        on => Cameras.Where((_, camera) => on[camera]).Select(name => new CameraId(name)).ToArray());

    private static readonly Gen<DateTimeOffset?> Time = OrNone(Gen.Int[0, 6].Select(hour => Faces.Start.AddHours(hour)));

    /// <summary>Up to ten writes and removals of up to 30 faces, and a few queries with filters.</summary>
    public static Gen<IndexHistory> Any { get; } = Gen.OneOfConst(2, 8, 33, 128).SelectMany(length =>
        Gen.Select(Step(length).Array[0, 10], Query(length).Array[1, 6], (steps, queries) => new IndexHistory(length, steps, queries)));

    private static Gen<Template> Looks(int length) => Gen.Float[-1, 1].Array[length]
        .Where(vector => vector.Any(value => MathF.Abs(value) > 0.01f))
        .Select(vector => new Template(Faces.Model, [.. vector]));

    private static Gen<FaceEntry> Entry(int length) => Gen.Select(
        Ids, Looks(length), OrNone(Person), Lists, OrNone(Gen.OneOfConst(Cameras)), Time,
        (id, template, person, lists, camera, time) => new FaceEntry(id, template)
        {
            Person = person,
            Watchlists = lists,
            Camera = camera is null ? null : new CameraId(camera),
            SeenAt = time,
        });

    private static Gen<IndexStep> Step(int length) => Gen.Frequency(
        (5, Entry(length).Array[1, 12].Select(faces => (IndexStep)new Upsert([.. faces.DistinctBy(face => face.Id)]))),
        (1, Ids.Array[0, 5].Select(ids => (IndexStep)new Remove([.. ids.Distinct()]))),
        (1, Person.Select(person => (IndexStep)new RemovePerson(person))),
        (1, Gen.Select(Person, Lists, (person, lists) => (IndexStep)new Relist(person, lists))));

    private static Gen<FaceFilter> Filter { get; } = Gen.Select(
        OrNone(Gen.OneOfConst(Watchlists)), OrNone(Person), OrNone(Person), SomeCameras, Time, Time,
        (list, person, other, cameras, from, to) => new FaceFilter
        {
            Watchlist = list is null ? null : new WatchlistId(list),
            Person = person,
            OtherThan = other,
            Cameras = cameras,
            From = from,
            To = to,
        });

    private static Gen<FaceQuery> Query(int length) => Gen.Select(
        Looks(length), Gen.OneOfConst(1, 2, 5, 100), Gen.OneOf(Gen.Const(FaceFilter.All), Filter), Gen.Bool, OrNone(Gen.Float[-0.5f, 0.8f]),
        (probe, top, filter, byPerson, from) => new FaceQuery(probe, top)
        {
            Filter = filter,
            ByPerson = byPerson,
            ExactFrom = from is { } value ? new Similarity(value) : null,
        });

    // Two of three times nothing, so that most filters let something through.
    private static Gen<T?> OrNone<T>(Gen<T> gen)
        where T : struct => Gen.Frequency((2, Gen.Const((T?)null)), (1, gen.Select(value => (T?)value)));

    private static Gen<string?> OrNone(Gen<string> gen) =>
        Gen.Frequency((2, Gen.Const((string?)null)), (1, gen.Select(value => (string?)value)));
}

/// <summary>One change of an index.</summary>
internal abstract record IndexStep
{
    public abstract Task ApplyAsync(IFaceIndex index);
}

internal sealed record Upsert(FaceEntry[] Faces) : IndexStep
{
    public override async Task ApplyAsync(IFaceIndex index) => _ = (await index.UpsertAsync(Faces, CancellationToken.None)).Value;
}

internal sealed record Remove(FaceId[] Faces) : IndexStep
{
    public override async Task ApplyAsync(IFaceIndex index) => _ = (await index.RemoveAsync(Faces, CancellationToken.None)).Value;
}

internal sealed record RemovePerson(PersonId Person) : IndexStep
{
    public override async Task ApplyAsync(IFaceIndex index) => _ = (await index.RemoveAsync(Person, CancellationToken.None)).Value;
}

internal sealed record Relist(PersonId Person, WatchlistId[] Watchlists) : IndexStep
{
    public override async Task ApplyAsync(IFaceIndex index) =>
        _ = (await index.RelistAsync(Person, Watchlists, CancellationToken.None)).Value;
}
