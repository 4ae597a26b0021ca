using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Embedded;

namespace Analytics.Tests.Crash;

/// <summary>One operation of a random history; the same on every index.</summary>
public enum CrashAction
{
    Upsert,
    Remove,
    RemovePerson,
    Relist,
    Compact,
}

/// <summary>A step of a history: all of it follows from its number.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Faces">To which faces.</param>
/// <param name="Person">To whom, where it is a person.</param>
/// <param name="Lists">The watchlists that are set.</param>
/// <param name="Seed">Makes the templates.</param>
public sealed record CrashStep(
    CrashAction Action, IReadOnlyList<FaceId> Faces, PersonId Person, IReadOnlyList<WatchlistId> Lists, int Seed)
{
    private const int FacesOfAPerson = 10;

    /// <summary>The templates of the histories.</summary>
    public static FaceCollection Collection { get; } = new("crash", new ModelId("crash"), 256);

    /// <summary>Small files, so that many are sealed and compacted.</summary>
    public static EmbeddedIndexOptions Options { get; } = new() { FileMegabytes = 1, Threads = 1 };

    /// <summary>The <paramref name="number"/>th step.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="people">People that there are; each has ten faces.</param>
    /// <param name="most">Faces that are written at once.</param>
    public static CrashStep Number(int number, int people, int most)
    {
        var random = new Random(number);
        var action = random.Next(100) switch
        {
            < 60 => CrashAction.Upsert,
            < 75 => CrashAction.Remove,
            < 83 => CrashAction.RemovePerson,
            < 95 => CrashAction.Relist,
            _ => CrashAction.Compact,
        };
        FaceId[] faces = [.. Enumerable.Range(0, random.Next(1, most)).Select(_ => Face(random.Next(people * FacesOfAPerson))).Distinct()];
        WatchlistId[] lists = [.. new[] { "banned", "staff", "vip" }.Where(_ => random.Next(2) == 0).Select(name => new WatchlistId(name))];
        return new CrashStep(action, faces, PersonNumber(random.Next(people)), lists, number);
    }

    /// <summary>The template that this step gives a face.</summary>
    public Template TemplateOf(FaceId face)
    {
        var random = new Random((Seed * 7919) ^ BitConverter.ToInt32(face.Value.ToByteArray(), 0));
        return new Template(Collection.Model, [.. Enumerable.Range(0, Collection.Length).Select(_ => random.NextSingle() - 0.5f)]);
    }

    /// <summary>Does the step; why not, when it was not done.</summary>
    public async Task<IndexUnavailable?> DoAsync(IFaceIndex index) => Action switch
    {
        CrashAction.Upsert => (await index.UpsertAsync(
            [.. Faces.Select(face => new FaceEntry(face, TemplateOf(face)) { Person = PersonOf(face), Watchlists = Lists })],
            CancellationToken.None)).Unavailable,
        CrashAction.Remove => (await index.RemoveAsync(Faces, CancellationToken.None)).Unavailable,
        CrashAction.RemovePerson => (await index.RemoveAsync(Person, CancellationToken.None)).Unavailable,
        CrashAction.Relist => (await index.RelistAsync(Person, Lists, CancellationToken.None)).Unavailable,
        CrashAction.Compact when index is EmbeddedFaceIndex embedded => (await embedded.CompactAsync(CancellationToken.None)).Unavailable,
        _ => null,
    };

    private static FaceId Face(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static PersonId PersonNumber(int number) => new($"person {number}");

    private static PersonId PersonOf(FaceId face) => PersonNumber(BitConverter.ToInt32(face.Value.ToByteArray(), 0) / FacesOfAPerson);
}
