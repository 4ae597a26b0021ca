using Analytics.Contracts;

namespace Analytics.Host.Enrol;

/// <summary>A photo of a person on disk.</summary>
/// <param name="Person">Named by the file or by its folder.</param>
/// <param name="Path">The file.</param>
public sealed record Photo(PersonId Person, string Path);

/// <summary>A folder of people: <c>DIR/&lt;name&gt;.jpg</c> or <c>DIR/&lt;name&gt;/*.jpg</c>.</summary>
public static class PeopleFolder
{
    // Only to leave notes and lists aside: what a file holds is decided by its bytes.
    private static readonly HashSet<string> PictureExtensions =
        new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff" };

    /// <summary>The photos, by person and path.</summary>
    /// <exception cref="UserErrorException">The folder is missing or holds no photo.</exception>
    public static IReadOnlyList<Photo> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UserErrorException(
                $"The people folder '{folder}' does not exist. Give a folder with <name>.jpg or <name>/*.jpg in it.");
        }

        var single = Pictures(folder).Select(path => new Photo(new PersonId(Path.GetFileNameWithoutExtension(path)), path));
        var several = Directory.EnumerateDirectories(folder)
            .SelectMany(person => Pictures(person).Select(path => new Photo(new PersonId(Path.GetFileName(person)), path)));
        var photos = single.Concat(several)
            .OrderBy(photo => photo.Person.Value, StringComparer.Ordinal).ThenBy(photo => photo.Path, StringComparer.Ordinal).ToList();
        return photos.Count > 0
            ? photos
            : throw new UserErrorException($"The people folder '{folder}' holds no photo. Put <name>.jpg or <name>/*.jpg into it.");
    }

    private static IEnumerable<string> Pictures(string folder) =>
        Directory.EnumerateFiles(folder).Where(path => PictureExtensions.Contains(Path.GetExtension(path)));
}
