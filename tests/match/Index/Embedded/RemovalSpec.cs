using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Embedded;
using Analytics.Match.Index.Embedded.Kernels;
using Analytics.Match.Index.Embedded.Memory;
using Analytics.Match.Index.Embedded.Store;
using Xunit;

namespace Analytics.Tests.Matching.Index.Embedded;

/// <summary>Removed faces stay away, whatever the disk does meanwhile, and a disk that cannot be read is an answer.</summary>
public sealed class RemovalSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private const int Length = 1024; // a row takes several sectors: an erasure can be cut off in the middle
    private static readonly FaceCollection Collection = new("people", Faces.Model, Length);
    private static readonly EmbeddedIndexOptions Options = new();
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_face_that_comes_and_goes_in_one_flush_does_not_make_the_others_of_it_doubtful()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var files = new FaultyFiles(seed);
            var (stays, goes, changes) = (Entry(1), Entry(2), Entry(3));
            var journal = Journal.Open(files, Collection, Options);
            Assert.Null(
                journal.Commit(
                    [Add(stays, goes, changes), new Pending(Operation.Remove([goes.Id])),
                    Add(changes with { Person = new PersonId("other") })]));

            files.Restart(); // of the erasures any sector may be on the disk

            await using var index = EmbeddedFaceIndex.Open(files, Collection, Options);
            Assert.Equal(2, (await index.CountAsync(FaceFilter.All, None)).Value);
            Assert.Equal(1, (await index.CountAsync(new FaceFilter { Person = new PersonId("other") }, None)).Value);
            Assert.Empty((await index.FetchAsync([goes.Id], None)).Value);
        }
    }

    [Fact]
    public async Task Nothing_is_compacted_after_an_erasure_that_failed_and_the_next_start_makes_up_for_it()
    {
        var files = new FaultyFiles(1);
        var (stays, goes) = (Entry(1), Entry(2));
        await using (var index = EmbeddedFaceIndex.Open(files, Collection, Options))
        {
            Assert.Null((await index.UpsertAsync([stays, goes], None)).Unavailable);
            files.FailAt(files.Changes + 2, Fault.FailedWrite); // behind the frame and its flush comes the erasure
            Assert.Null((await index.RemoveAsync([goes.Id], None)).Unavailable);
            files.Mend();
            var changes = files.Changes;

            var compacted = await index.CompactAsync(None);

            Assert.Contains("could not be overwritten", compacted.Unavailable!.Reason, StringComparison.Ordinal);
            Assert.Equal(changes, files.Changes);
        }

        files.Restart();
        await using var again = EmbeddedFaceIndex.Open(files, Collection, Options);
        Assert.Equal([stays.Id], (await again.ListAsync(null, 10, None)).Value);
        Assert.Equal(1, (await again.CompactAsync(None)).Value);
    }

    [Fact]
    public async Task Room_of_faces_that_were_removed_before_the_last_start_is_reclaimed()
    {
        var folder = folders.Create("reclaimed");
        FaceEntry[] faces = [.. Enumerable.Range(1, 100).Select(Entry)];
        await using (var index = EmbeddedFaceIndex.Open(folder, Collection, Options))
        {
            await index.UpsertAsync(faces, None);
            await index.RemoveAsync([.. faces.Take(60).Select(face => face.Id)], None);
        }

        var before = BytesOf(folder);
        await using var again = EmbeddedFaceIndex.Open(folder, Collection, Options);

        Assert.Equal(60, (await again.CompactAsync(None)).Value);

        Assert.True(BytesOf(folder) < before / 2);
        Assert.Equal(40, (await again.CountAsync(FaceFilter.All, None)).Value);
    }

    [Fact]
    public async Task What_cannot_be_read_back_is_an_answer_and_the_process_lives_on()
    {
        var files = new FaultyFiles(1);
        var person = new PersonId("somebody");
        await using var index = EmbeddedFaceIndex.Open(files, Collection, Options);
        FaceEntry[] faces = [.. Enumerable.Range(1, 5000).Select(i => Entry(i) with { Person = person })];
        await index.UpsertAsync(faces, None);
        using (var file = files.Open(files.List().Single(name => name.EndsWith(".log", StringComparison.Ordinal))))
        {
            file.Write(StoreFormat.HeadBytes, [new byte[file.Length - StoreFormat.HeadBytes]]);
        }

        var found = await index.SearchAsync([new FaceQuery(faces[0].Template, 1) { Filter = new FaceFilter { Person = person } }], None);
        var removed = await index.RemoveAsync(person, None);

        Assert.Contains("damaged", found.Unavailable!.Reason, StringComparison.Ordinal);
        Assert.Contains("damaged", removed.Unavailable!.Reason, StringComparison.Ordinal);
        Assert.Null((await index.UpsertAsync([Entry(6000)], None)).Unavailable);
    }

    [Fact]
    public async Task An_index_that_is_closed_as_soon_as_it_was_opened_leaves_its_files_whole()
    {
        var folder = folders.Create("closed-at-once");
        FaceEntry[] faces = [.. Enumerable.Range(1, 200).Select(Entry)];
        await using (var index = EmbeddedFaceIndex.Open(folder, Collection, new EmbeddedIndexOptions { FileMegabytes = 1 }))
        {
            foreach (var batch in faces.Chunk(20))
            {
                await index.UpsertAsync(batch, None);
            }

            await index.CompactAsync(None);
        }

        for (var run = 0; run < 20; run++)
        {
            await EmbeddedFaceIndex.Open(folder, Collection, new EmbeddedIndexOptions { FileMegabytes = 1 + run % 2 * 10 }).DisposeAsync();
        }

        await using var again = EmbeddedFaceIndex.Open(folder, Collection, Options);
        Assert.Equal(
            faces.Select(face => face.Id.Value).Order(), (await again.ListAsync(null, 1000, None)).Value.Select(face => face.Value));
    }

    private static FaceEntry Entry(int number)
    {
        var random = new Random(number);
        return new FaceEntry(
            new FaceId(new Guid(number, 0, 0, new byte[8])),
            new Template(Faces.Model, [.. Enumerable.Range(0, Length).Select(_ => (float)(random.NextDouble() - 0.5))]));
    }

    private static Pending Add(params FaceEntry[] faces)
    {
        var layout = new RowLayout(Length, Options.HalfPrecision);
        var operation = Operation.Add(faces, layout, new byte[faces.Length * layout.RowBytes]);
        var codes = new byte[faces.Length * FaceCode.Stride(Length)];
        new FaceRows(layout).Encode(operation.Rows.Span, codes);
        return new Pending([operation], codes);
    }

    private static long BytesOf(string folder) => Directory.GetFiles(folder, "*.log").Sum(file => new FileInfo(file).Length);
}
