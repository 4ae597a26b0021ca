using System.Runtime.InteropServices;
using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Embedded;
using Analytics.Tests.Crash;
using Xunit;

namespace Analytics.Tests.Matching.Index.Embedded;

public sealed class ErasureSpec(FolderFixture folder) : IClassFixture<FolderFixture>
{
    [Fact]
    public async Task Of_a_removed_person_no_part_of_a_template_is_left_in_any_file_and_compaction_takes_the_room_back()
    {
        var path = folder.Create("erasure");
        var (kept, gone) = (Step(1), Step(2));
        await using var index = EmbeddedFaceIndex.Open(path, CrashStep.Collection, CrashStep.Options);
        Assert.Null(await kept.DoAsync(index));
        Assert.Null(await gone.DoAsync(index));
        await WriteAsync(index, kept, "kept");
        await WriteAsync(index, gone, "gone");
        Assert.All(gone.Faces, face => Assert.True(IsInFiles(path, gone.TemplateOf(face))));

        await index.RemoveAsync(new PersonId("gone"), CancellationToken.None);

        Assert.All(gone.Faces, face => Assert.False(IsInFiles(path, gone.TemplateOf(face))));
        Assert.All(kept.Faces, face => Assert.True(IsInFiles(path, kept.TemplateOf(face))));
        var before = BytesOf(path);
        Assert.Null((await index.CompactAsync(CancellationToken.None)).Unavailable);
        Assert.True(BytesOf(path) < before);
        Assert.All(kept.Faces, face => Assert.True(IsInFiles(path, kept.TemplateOf(face))));
    }

    private static CrashStep Step(int number) => new(
        CrashAction.Upsert, [.. Enumerable.Range(0, 40).Select(face => new FaceId(new Guid(1000 * number + face, 0, 0, new byte[8])))],
        new PersonId("nobody"), [], number);

    private static async Task WriteAsync(EmbeddedFaceIndex index, CrashStep step, string person) => Assert.Null((await index.UpsertAsync(
        [.. step.Faces.Select(face => new FaceEntry(face, step.TemplateOf(face)) { Person = new PersonId(person) })],
        CancellationToken.None)).Unavailable);

    // Any sixteen components in a row, as they are written.
    private static bool IsInFiles(string path, Template template)
    {
        Half[] half = [.. template.Vector.ToArray().Select(value => (Half)value)];
        var files = Directory.GetFiles(path, "*.log").Select(File.ReadAllBytes).ToList();
        return Enumerable.Range(0, half.Length / 16)
            .Any(part => files.Exists(file => file.AsSpan().IndexOf(MemoryMarshal.AsBytes(half.AsSpan(16 * part, 16))) >= 0));
    }

    private static long BytesOf(string path) => Directory.GetFiles(path, "*.log").Sum(file => new FileInfo(file).Length);
}
