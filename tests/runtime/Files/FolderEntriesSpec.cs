using Analytics.Runtime.Files;
using Xunit;

namespace Analytics.Tests.Runtime.Files;

public sealed class FolderEntriesSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Hidden_names_and_those_of_file_servers_are_left_out_and_counted_once()
    {
        Put("a.jpg", "._a.jpg", ".DS_Store", "Thumbs.db", "b/c.jpg", "@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg", ".thumbnails/a.jpg",
            ".@__thumb/a.jpg");
        var entries = new FolderEntries();

        Assert.Equal(["a.jpg"], Names(entries.Files(_folder.Path)));
        Assert.Equal(["b"], Names(entries.Folders(_folder.Path)));
        Assert.Equal(["a.jpg", "c.jpg"], Names(entries.FilesBelow(_folder.Path)));
        Assert.Equal(
            "6 entries are left out, because names that begin with a dot, and what file servers keep for themselves, are not read: "
            + ".@__thumb, .DS_Store, ._a.jpg, …", entries.LeftOut);
    }

    [Fact]
    public void Of_a_mounted_ConfigMap_each_entry_is_seen_once()
    {
        Put("..2026_11_30_08_00_00.1/Ann.jpg", "..2026_11_30_08_00_00.1/Bob/1.jpg");
        File.CreateSymbolicLink(_folder.File("..data"), "..2026_11_30_08_00_00.1");
        File.CreateSymbolicLink(_folder.File("Ann.jpg"), "..data/Ann.jpg");
        File.CreateSymbolicLink(_folder.File("Bob"), "..data/Bob");
        var entries = new FolderEntries();

        Assert.Equal(["Ann.jpg"], Names(entries.Files(_folder.Path)));
        Assert.Equal(["Bob"], Names(entries.Folders(_folder.Path)));
        Assert.Equal(["1.jpg", "Ann.jpg"], Names(entries.FilesBelow(_folder.Path)));
        Assert.StartsWith("2 entries are left out", entries.LeftOut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_asked_for_may_have_any_name_and_so_may_an_entry_that_is_asked_for()
    {
        Put(".people/.a.jpg", ".people/b.jpg");
        var entries = new FolderEntries();

        Assert.Equal(["b.jpg"], Names(entries.Files(_folder.File(".people"), "*.jpg")));
        Assert.Equal([".people"], Names(entries.Folders(_folder.Path, ".people")));
        Assert.Equal([".a.jpg"], Names(entries.Files(_folder.File(".people"), ".?.jpg")));
        Assert.Equal(
            "1 entry is left out, because names that begin with a dot, and what file servers keep for themselves, are not read: .a.jpg.",
            entries.LeftOut);
    }

    [Fact]
    public void Where_nothing_is_hidden_nothing_is_said()
    {
        Put("a.jpg", "#1.jpg", "@home.jpg");
        var entries = new FolderEntries();

        Assert.Equal(["#1.jpg", "@home.jpg", "a.jpg"], Names(entries.Files(_folder.Path)));
        Assert.Null(entries.LeftOut);
    }

    private static IEnumerable<string> Names(IEnumerable<string> paths) =>
        paths.Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    private void Put(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
            File.WriteAllBytes(_folder.File(name), [1]);
        }
    }
}
