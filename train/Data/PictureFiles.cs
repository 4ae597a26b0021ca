using System.Globalization;
using Analytics.Contracts;
using Analytics.Runtime.Files;

namespace Analytics.Train.Data;

/// <summary>Pictures that are files.</summary>
internal sealed class PictureFiles(IReadOnlyList<string> files, IReadOnlyList<int>? people) : IPictures
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp"];

    /// <inheritdoc/>
    public int Count => files.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int>? People => people;

    /// <inheritdoc/>
    public IEnumerable<string> Marks => files.Select(file => new FileInfo(file)).Select(
        info => string.Create(
            CultureInfo.InvariantCulture, $"{info.FullName} {(info.Exists ? info.Length : 0)} {info.LastWriteTimeUtc.Ticks}"));

    /// <inheritdoc/>
    public string Name(int index) => files[index];

    /// <inheritdoc/>
    /// <exception cref="FailureException">The file cannot be read.</exception>
    public byte[] Read(int index)
    {
        using var file = RegularFile.TryOpen(files[index], out var fault);
        if (file is null)
        {
            throw new InvalidException($"Picture '{files[index]}' cannot be read: {fault}.");
        }

        try
        {
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException error)
        {
            throw new InvalidException($"Picture '{files[index]}' cannot be read: {error.Message}");
        }
    }

    /// <summary>
    /// The pictures below a folder, in the order of their names, without what is hidden (<see cref="FolderEntries"/>). Those that lie in
    /// folders of their own show one person in each.
    /// </summary>
    /// <exception cref="FailureException">The folder is missing or holds no picture.</exception>
    public static PictureFiles OfFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new NotFoundException(
                $"There is no folder '{folder}'. Name a folder of pictures, or a folder with one folder per person.");
        }

        var files = new FolderEntries().FilesBelow(folder)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            throw new InvalidException($"Folder '{folder}' holds no picture ({string.Join(", ", Extensions)}).");
        }

        var people = Numbered(files.Select(file => Path.GetDirectoryName(file)!));
        return new PictureFiles(files, people[^1] > 0 ? people : null);
    }

    /// <summary>The pictures of a list: in each line a path, relative to the list, and where people are known a tab and a name.</summary>
    /// <exception cref="FailureException">The list is missing or not of this form.</exception>
    public static PictureFiles OfList(string path)
    {
        if (!File.Exists(path))
        {
            throw new NotFoundException($"There is no list '{path}'.");
        }

        var lines = File.ReadLines(path).Where(line => line.Length > 0).Select(line => line.Split('\t')).ToList();
        var labelled = lines.Count(line => line.Length == 2);
        if (lines.Count == 0 || lines.Any(line => line.Length > 2) || (labelled > 0 && labelled < lines.Count))
        {
            throw new InvalidException(
                $"'{path}' is not a list of pictures: every line must be a path, or every line a path, a tab and a person.");
        }

        var home = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new PictureFiles(
            [.. lines.Select(line => Path.Combine(home, line[0]))], labelled > 0 ? Numbered(lines.Select(line => line[1])) : null);
    }

    private static List<int> Numbered(IEnumerable<string> names)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var numbers = new List<int>();
        foreach (var name in names)
        {
            known.TryAdd(name, known.Count);
            numbers.Add(known[name]);
        }

        return numbers;
    }
}
