using Analytics.Contracts;
using Analytics.Host.Enrol;
using Xunit;

namespace Analytics.Tests.Host.Enrol;

public sealed class PeopleFolderSpec : IDisposable
{
    private readonly People _people = new();

    public void Dispose() => _people.Dispose();

    [Fact]
    public void A_person_is_named_by_the_file_or_by_its_folder()
    {
        Put("Monica Geller.jpg", "Ross/2.png", "Ross/1.jpeg", "Ross.webp", "Dr. Drake.jpg");

        var photos = PeopleFolder.Read(_people.Folder);

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

        Assert.Equal(["Ann", "Cid", "Dora"], PeopleFolder.Read(_people.Folder).Select(photo => photo.Person.Value));
    }

    [Fact]
    public void A_folder_that_is_missing_or_holds_no_photo_is_named_with_what_it_should_hold()
    {
        Put("readme.md");

        var missing = Assert.Throws<UserErrorException>(() => PeopleFolder.Read("/not/there"));
        var empty = Assert.Throws<UserErrorException>(() => PeopleFolder.Read(_people.Folder));

        Assert.Equal("The people folder '/not/there' does not exist. Give a folder with <name>.jpg or <name>/*.jpg in it.", missing.Message);
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
