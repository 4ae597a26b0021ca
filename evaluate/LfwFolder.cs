using Analytics.Contracts;
using Analytics.Runtime.Files;

namespace Analytics.Evaluate;

/// <summary>The folder of Labeled Faces in the Wild: one folder for each person.</summary>
public static class LfwFolder
{
    /// <summary>For each person the images, paths relative to <paramref name="folder"/>; people in the order of their names.</summary>
    /// <exception cref="FailureException">There are fewer than two people.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Read(string folder, LfwPeople part)
    {
        var entries = new FolderEntries();
        var people = Directory.Exists(folder) ? entries.Folders(folder).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        IReadOnlyList<IReadOnlyList<string>> images =
        [
            .. people.Where((_, i) => part == LfwPeople.All || i % 2 == 0 == (part == LfwPeople.FirstHalf))
                .Select(person => (IReadOnlyList<string>)
                    [.. entries.Files(person, "*.jpg").Order(StringComparer.Ordinal).Select(file => Path.GetRelativePath(folder, file))]),
        ];
        return images.Count > 1
            ? images
            : throw new InvalidException($"'{folder}' holds no people of LFW.") { Subject = FailureSubject.Lfw };
    }
}
