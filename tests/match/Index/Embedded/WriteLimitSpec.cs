using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Embedded;
using Analytics.Match.Index.Embedded.Memory;
using Analytics.Match.Index.Embedded.Store;
using Xunit;

namespace Analytics.Tests.Matching.Index.Embedded;

/// <summary>What cannot be read again is not written, and what is unexpected makes the index refuse: the process lives on.</summary>
public sealed class WriteLimitSpec
{
    private static readonly FaceCollection Collection = new("people", Faces.Model, 8);
    private readonly FaultyFiles _files = new(1);

    [Fact]
    public async Task Seventy_thousand_combinations_of_watchlists_come_and_the_index_opens_again()
    {
        FaceEntry[] faces = [.. Enumerable.Range(0, 70_000).Select(number => Face(number) with { Watchlists = [new($"list-{number}")] })];
        await using (var index = Open(_files))
        {
            foreach (var page in faces.Chunk(10_000))
            {
                Assert.Null((await index.UpsertAsync(page, CancellationToken.None)).Unavailable);
            }

            Assert.Null((await index.RelistAsync(faces[0].Person!.Value, [new("one-more")], CancellationToken.None)).Unavailable);
        }

        await using var again = Open(_files);
        Assert.Equal(70_000, await CountAsync(again, FaceFilter.All));
        Assert.Equal((1, 1, 0), (
            await CountAsync(again, new FaceFilter { Watchlist = new("list-69999") }),
            await CountAsync(again, new FaceFilter { Watchlist = new("one-more") }),
            await CountAsync(again, new FaceFilter { Watchlist = new("list-0") })));
    }

    [Fact]
    public async Task Seventy_thousand_cameras_come_and_the_index_opens_again()
    {
        await using (var index = Open(_files))
        {
            foreach (var page in Enumerable.Range(0, 70_000).Chunk(10_000))
            {
                FaceEntry[] sightings = [.. page.Select(number => Face(number) with { Person = null, Camera = new($"camera-{number}") })];
                Assert.Null((await index.UpsertAsync(sightings, CancellationToken.None)).Unavailable);
            }
        }

        await using var again = Open(_files);
        Assert.Equal(2, await CountAsync(again, new FaceFilter { Cameras = [new("camera-3"), new("camera-69999")] }));
    }

    public static TheoryData<string> Unwritable => ["sets", "cameras", "list", "person", "camera", "lists"];

    [Theory]
    [MemberData(nameof(Unwritable))]
    public async Task What_one_write_cannot_hold_is_refused_before_anything_is_written(string what)
    {
        var longName = new string('x', 70_000);
        FaceEntry[] faces = what switch
        {
            "sets" => [.. Enumerable.Range(0, 65_536).Select(number => Face(number) with { Watchlists = [new($"list-{number}")] })],
            "cameras" => [.. Enumerable.Range(0, 65_536).Select(number => Face(number) with { Camera = new($"camera-{number}") })],
            "list" => [Face(0) with { Watchlists = [new(longName)] }],
            "lists" => [Face(0) with { Watchlists = [.. Enumerable.Range(0, 70_000).Select(number => new WatchlistId($"{number}"))] }],
            "person" => [Face(0) with { Person = new(longName) }],
            _ => [Face(0) with { Camera = new(longName) }],
        };
        await using (var index = Open(_files))
        {
            var written = _files.Changes;
            var refused = (await index.UpsertAsync(faces, CancellationToken.None)).Unavailable;

            Assert.False(refused!.MayRecover);
            Assert.Matches("65535", refused.Reason);
            Assert.Equal(written, _files.Changes);
            Assert.Null((await index.UpsertAsync([Face(1)], CancellationToken.None)).Unavailable);
            Assert.Contains(
                "70000", (await index.RelistAsync(Person(1), [new(longName)], CancellationToken.None)).Unavailable!.Reason,
                StringComparison.Ordinal);
            Assert.Null((await index.UpsertAsync([Face(2)], CancellationToken.None)).Unavailable);
        }

        await using var again = Open(_files);
        Assert.Equal(2, await CountAsync(again, FaceFilter.All));
    }

    [Fact]
    public async Task A_removal_of_millions_of_faces_is_written_in_parts_that_are_read_again()
    {
        // Sealed behind the removal, and not written anew without it.
        EmbeddedIndexOptions kept = new() { FileMegabytes = 1, CompactAbove = 1 };
        await using (var index = EmbeddedFaceIndex.Open(_files, Collection, kept))
        {
            await index.UpsertAsync([Face(1), Face(2)], CancellationToken.None);
            FaceId[] gone = [.. Enumerable.Range(10, 4_300_000).Select(number => Face(number).Id), Face(1).Id];

            Assert.Equal(1, (await index.RemoveAsync(gone, CancellationToken.None)).Value);
        }

        await using var again = Open(_files);
        Assert.Equal([Face(2).Id], (await again.ListAsync(null, 10, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task An_unexpected_fault_makes_the_index_refuse_writes_and_answer_searches()
    {
        SurprisingFiles files = new(_files);
        await using (var index = EmbeddedFaceIndex.Open(files, Collection, new EmbeddedIndexOptions()))
        {
            await index.UpsertAsync([Face(1)], CancellationToken.None);
            files.Surprise = true;

            var refused = (await index.UpsertAsync([Face(2)], CancellationToken.None)).Unavailable;

            Assert.False(refused!.MayRecover);
            Assert.Contains("InvalidOperationException: surprise", refused.Reason, StringComparison.Ordinal);
            Assert.Contains("rebuild the index", refused.Reason, StringComparison.Ordinal);
            files.Surprise = false;
            Assert.Equal(refused, (await index.RemoveAsync(Person(1), CancellationToken.None)).Unavailable);
            Assert.Equal(1, await CountAsync(index, FaceFilter.All));
            Assert.Contains(refused.Reason, (await index.StatusAsync(CancellationToken.None)).Value.Facts.Select(fact => fact.Value));
        }

        await using var again = Open(_files);
        Assert.Equal([Face(1).Id], (await again.ListAsync(null, 10, CancellationToken.None)).Value);
    }

    [Fact]
    public void Values_that_nobody_uses_twice_in_a_row_are_dropped_and_their_numbers_are_not_given_again()
    {
        Interned<string, string> values = new(value => value, "dropped");
        var numbers = new[] { "a", "b", "c" }.Select(values.NumberOf).ToList();

        values.DropUnused(new HashSet<int> { numbers[0] });
        Assert.Equal(["a", "b", "c"], values.Values);
        Assert.Equal(numbers[1], values.NumberOf("b"));
        values.DropUnused(new HashSet<int> { numbers[0], numbers[1] });

        Assert.Equal(["a", "b", "dropped"], values.Values);
        Assert.Equal((2, 3), (values.Kept, values.NumberOf("c")));
        Assert.Equal("c", values[3]);
    }

    private static EmbeddedFaceIndex Open(FaultyFiles files) => EmbeddedFaceIndex.Open(files, Collection, new EmbeddedIndexOptions());

    private static FaceEntry Face(int number) =>
        new(new FaceId(new Guid(number, 0, 0, new byte[8])), Faces.Like(number % 7, 0.5f)) { Person = Person(number) };

    private static PersonId Person(int number) => new($"person-{number}");

    private static async Task<long> CountAsync(EmbeddedFaceIndex index, FaceFilter filter) =>
        (await index.CountAsync(filter, CancellationToken.None)).Value;

    /// <summary>Files that fail in a way that nobody expects of a disk.</summary>
    private sealed class SurprisingFiles(FaultyFiles files) : IStoreFiles
    {
        public bool Surprise { get; set; }

        public IReadOnlyList<string> List() => files.List();

        public IStoreFile Open(string name) => new Opened(this, files.Open(name));

        public void Rename(string from, string to) => files.Rename(from, to);

        public void Delete(string name) => files.Delete(name);

        public void Flush() => files.Flush();

        private sealed class Opened(SurprisingFiles owner, IStoreFile file) : IStoreFile
        {
            public long Length => file.Length;

            public int Read(long offset, Span<byte> bytes) => file.Read(offset, bytes);

            public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts)
            {
                if (owner.Surprise)
                {
                    throw new InvalidOperationException("surprise");
                }

                file.Write(offset, parts);
            }

            public void Flush() => file.Flush();

            public void Truncate(long length) => file.Truncate(length);

            public void Dispose() => file.Dispose();
        }
    }
}
