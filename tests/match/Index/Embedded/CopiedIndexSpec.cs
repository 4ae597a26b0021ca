using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Embedded;
using Analytics.Tests.Crash;
using Xunit;

namespace Analytics.Tests.Matching.Index.Embedded;

/// <summary>A copy of an index that another has open is an index like any other; what is written to it is gone with it.</summary>
public sealed class CopiedIndexSpec(FolderFixture folder) : FaceIndexSpec, IClassFixture<FolderFixture>, IAsyncDisposable
{
    private readonly List<EmbeddedFaceIndex> _owners = [];

    protected override string ForgetsBecause => "a copy writes nothing to disk";

    [Fact]
    public async Task A_copy_has_what_the_owner_had_and_leaves_its_files_as_they_are()
    {
        var path = folder.Create("beside");
        await using var owner = OpenOwner(path);
        await WriteAsync(owner, 1, "anna");
        var before = Directory.GetFiles(path, "*.log").ToDictionary(file => file, File.ReadAllBytes);

        await using var copy = OpenCopy(path);
        Assert.Equal(40, await CountAsync(copy));
        await WriteAsync(copy, 2, "ben");
        Assert.Equal(40, (await copy.RemoveAsync(new PersonId("anna"), CancellationToken.None)).Value);

        Assert.Equal((40, 40), (await CountAsync(copy), await CountAsync(owner)));
        Assert.Equal("ben", await NearestAsync(copy, Step(2)));
        Assert.Equal("anna", await NearestAsync(owner, Step(1)));
        Assert.Equal(before.Keys.Order(), Directory.GetFiles(path, "*.log").Order());
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    [Fact]
    public async Task Who_is_removed_by_the_owner_is_not_found_in_a_copy_that_was_opened_before_and_the_others_are()
    {
        var path = folder.Create("erased");
        await using var owner = OpenOwner(path);
        await WriteAsync(owner, 1, "anna");
        await WriteAsync(owner, 2, "ben");
        await using var copy = OpenCopy(path);

        await owner.RemoveAsync(new PersonId("anna"), CancellationToken.None);
        Assert.Null((await owner.CompactAsync(CancellationToken.None)).Unavailable);

        Assert.Equal(["ben"], await PeopleAsync(copy, Step(1)));
        Assert.Equal(40, (await copy.ContentsAsync(CancellationToken.None)).Value.Count);
        Assert.Equal(40, await CountAsync(copy));
        await WriteAsync(copy, 1, "anna");
        Assert.Equal("anna", await NearestAsync(copy, Step(1)));
    }

    [Fact]
    public async Task Copies_open_while_the_owner_adds_removes_and_compacts()
    {
        var path = folder.Create("busy");
        await using var owner = OpenOwner(path);
        await WriteAsync(owner, 0, "kept");
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                for (var number = 1; !stop.IsCancellationRequested; number = number % 20 + 1)
                {
                    await WriteAsync(owner, number, $"person{number}");
                    await owner.RemoveAsync(new PersonId($"person{(number + 10) % 20 + 1}"), CancellationToken.None);
                    if (number == 20)
                    {
                        Assert.Null((await owner.CompactAsync(CancellationToken.None)).Unavailable);
                    }
                }
            },
            TestContext.Current.CancellationToken);

        for (var i = 0; i < 40; i++)
        {
            await using var copy = OpenCopy(path);
            Assert.Equal("kept", await NearestAsync(copy, Step(0)));
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_damaged_index_is_refused_as_a_copy_too()
    {
        var path = folder.Create("damaged");
        await using (var owner = OpenOwner(path))
        {
            await WriteAsync(owner, 1, "anna");
        }

        var file = Directory.GetFiles(path, "*.log").Single();
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        Assert.Throws<UnusableIndexException>(() => OpenCopy(path));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owner in _owners)
        {
            await owner.DisposeAsync();
        }
    }

    protected override ValueTask<IFaceIndex> OpenAsync(FaceCollection collection)
    {
        var path = folder.Create(collection.Name);
        _owners.Add(EmbeddedFaceIndex.Open(path, collection, new EmbeddedIndexOptions()));
        return ValueTask.FromResult<IFaceIndex>(EmbeddedFaceIndex.OpenCopy(path, collection, new EmbeddedIndexOptions()));
    }

    private static EmbeddedFaceIndex OpenOwner(string path) => EmbeddedFaceIndex.Open(path, CrashStep.Collection, CrashStep.Options);

    private static EmbeddedFaceIndex OpenCopy(string path) => EmbeddedFaceIndex.OpenCopy(path, CrashStep.Collection, CrashStep.Options);

    private static CrashStep Step(int number) => new(
        CrashAction.Upsert, [.. Enumerable.Range(0, 40).Select(face => new FaceId(new Guid(1000 * number + face, 0, 0, new byte[8])))],
        new PersonId("nobody"), [], number);

    private static async Task WriteAsync(EmbeddedFaceIndex index, int number, string person)
    {
        var step = Step(number);
        var answer = await index.UpsertAsync(
            [.. step.Faces.Select(face => new FaceEntry(face, step.TemplateOf(face)) { Person = new PersonId(person) })],
            CancellationToken.None);
        Assert.Null(answer.Unavailable);
    }

    private static async Task<long> CountAsync(EmbeddedFaceIndex index) =>
        (await index.CountAsync(FaceFilter.All, CancellationToken.None)).Value;

    private static async Task<string?> NearestAsync(EmbeddedFaceIndex index, CrashStep step) => (await PeopleAsync(index, step))[0];

    private static async Task<List<string?>> PeopleAsync(EmbeddedFaceIndex index, CrashStep step)
    {
        var answer = await index.SearchAsync([new FaceQuery(step.TemplateOf(step.Faces[0]), 5)], CancellationToken.None);
        Assert.Null(answer.Unavailable);
        return [.. answer.Value[0].Select(hit => hit.Person?.Value)];
    }
}
