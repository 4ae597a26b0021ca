using Analytics.Contracts;
using Analytics.Runtime.Files;
using Analytics.Runtime.Pictures;

namespace Analytics.People.Photos;

/// <summary>A photo of a person on disk.</summary>
/// <param name="Person">Named by the file or by its folder.</param>
/// <param name="Path">The file.</param>
public sealed record Photo(PersonId Person, string Path);

/// <summary>A folder of people: <c>DIR/&lt;name&gt;.jpg</c> or <c>DIR/&lt;name&gt;/*.jpg</c>.</summary>
/// <param name="Photos">By person and path.</param>
/// <param name="LeftOut">What was left out, as a sentence; none where nothing was. See <see cref="FolderEntries"/>.</param>
public sealed record PeopleFolder(IReadOnlyList<Photo> Photos, string? LeftOut)
{
    /// <summary>The photos of a folder.</summary>
    /// <exception cref="FailureException">The folder is missing, cannot be read or holds no photo.</exception>
    public static PeopleFolder Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new NotFoundException(
                $"The people folder '{folder}' does not exist. Name a folder with <name>.jpg or <name>/*.jpg in it.");
        }

        try
        {
            return List(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidException(
                $"The people folder '{folder}' cannot be read: {error.Message.TrimEnd('.')}. Check the permissions of the folder "
                + "and its files.");
        }
    }

    private static PeopleFolder List(string folder)
    {
        var entries = new FolderEntries();
        var single = Pictures(entries, folder).Select(path => new Photo(new PersonId(Path.GetFileNameWithoutExtension(path)), path));
        var several = entries.Folders(folder)
            .SelectMany(person => Pictures(entries, person).Select(path => new Photo(new PersonId(Path.GetFileName(person)), path)));
        var photos = single.Concat(several)
            .OrderBy(photo => photo.Person.Value, StringComparer.Ordinal).ThenBy(photo => photo.Path, StringComparer.Ordinal).ToList();
        return photos.Count > 0
            ? new PeopleFolder(photos, entries.LeftOut)
            : throw new InvalidException(
                $"The people folder '{folder}' holds no photo. Put <name>.jpg or <name>/*.jpg into it."
                + (entries.LeftOut is { } leftOut ? $" {leftOut}" : ""));
    }

    private static IEnumerable<string> Pictures(FolderEntries entries, string folder) =>
        entries.Files(folder).Where(PictureFile.IsNamedLikeOne);
}
