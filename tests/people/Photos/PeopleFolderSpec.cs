using Analytics.Contracts;
using Analytics.People.Photos;
using Xunit;

namespace Analytics.Tests.People.Photos;

public sealed class PeopleFolderSpec : IDisposable
{
    private readonly PhotoSet _people = new();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void A_person_is_named_by_the_file_or_by_its_folder()
    {
        Put("Monica Geller.jpg", "Ross/2.png", "Ross/1.jpeg", "Ross.webp", "Dr. Drake.jpg");

        var photos = PeopleFolder.Read(_people.Folder).Photos;

        Assert.Equal(
            [
                ("Dr. Drake", "Dr. Drake.jpg"), ("Monica Geller", "Monica Geller.jpg"), ("Ross", "Ross.webp"), ("Ross", "Ross/1.jpeg"),
                ("Ross", "Ross/2.png"),
            ],
            photos.Select(photo => (photo.Person.Value, Path.GetRelativePath(_people.Folder, photo.Path))));
    }

    [Fact]
    public void Notes_and_lists_are_left_aside_whatever_they_hold_and_so_is_what_lies_deeper()
    {
        Put("Ann.JPG", "Ann.txt", "readme.md", "photo", "list.json", "Bob/notes.txt", "Bob/old/1.jpg", "Cid/1.TIFF", "Dora/1.bmp");

        Assert.Equal(["Ann", "Cid", "Dora"], PeopleFolder.Read(_people.Folder).Photos.Select(photo => photo.Person.Value));
    }

    [Fact]
    public void Photos_of_kinds_that_are_not_read_are_there_to_be_refused_by_name()
    {
        Put("Ann.heic", "Bob/1.AVIF", "Cid.gif");

        Assert.Equal(["Ann", "Bob", "Cid"], PeopleFolder.Read(_people.Folder).Photos.Select(photo => photo.Person.Value));
    }

    [Fact]
    public void Thumbnails_of_a_file_server_are_nobody()
    {
        Put("Ann.jpg", "._Ann.jpg", "@eaDir/Ann.jpg", ".thumbnails/Ann.jpg", "Bob/1.jpg", "Bob/._1.jpg", "Bob/@eaDir/1.jpg");

        var folder = PeopleFolder.Read(_people.Folder);

        Assert.Equal(["Ann", "Bob"], folder.Photos.Select(photo => photo.Person.Value));
        Assert.StartsWith("5 entries are left out", folder.LeftOut, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_mounted_ConfigMap_each_person_is_enrolled_once_under_the_own_name()
    {
        Put("..2026_11_30.1/Ann.jpg", "..2026_11_30.1/Bob.png");
        File.CreateSymbolicLink(_people.PathOf("..data"), "..2026_11_30.1");
        File.CreateSymbolicLink(_people.PathOf("Ann.jpg"), "..data/Ann.jpg");
        File.CreateSymbolicLink(_people.PathOf("Bob.png"), "..data/Bob.png");

        var folder = PeopleFolder.Read(_people.Folder);

        Assert.Equal(
            [("Ann", "Ann.jpg"), ("Bob", "Bob.png")], folder.Photos.Select(photo => (photo.Person.Value, Path.GetFileName(photo.Path))));
        Assert.StartsWith("2 entries are left out", folder.LeftOut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_hidden_entries_alone_says_so()
    {
        Put(".Ann.jpg");

        var error = Assert.ThrowsAny<FailureException>(() => PeopleFolder.Read(_people.Folder));

        Assert.Contains("holds no photo", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "1 entry is left out, because names that begin with a dot, and what file servers keep for themselves, are not read: .Ann.jpg.",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_missing_or_holds_no_photo_is_named_with_what_it_should_hold()
    {
        Put("readme.md");

        var missing = Assert.ThrowsAny<FailureException>(() => PeopleFolder.Read("/not/there"));
        var empty = Assert.ThrowsAny<FailureException>(() => PeopleFolder.Read(_people.Folder));

        Assert.Equal(
            "The people folder '/not/there' does not exist. Name a folder with <name>.jpg or <name>/*.jpg in it.", missing.Message);
        Assert.Equal($"The people folder '{_people.Folder}' holds no photo. Put <name>.jpg or <name>/*.jpg into it.", empty.Message);
    }

    private void Put(params string[] names)
    {
        foreach (var name in names)
        {
            _people.Write(name, [1, 2, 3]);
        }
    }
}
