using System.IO.Enumeration;

namespace Analytics.Runtime.Files;

/// <summary>
/// Lists what people put into folders. Left out are names that begin with a dot (the <c>..data</c> of a mounted ConfigMap,
/// <c>.thumbnails</c>, <c>._photo.jpg</c>) and what file servers and desktops keep in folders for themselves (<c>@eaDir</c>,
/// <c>Thumbs.db</c>). One instance lists the folders of one request and remembers what it left out.
/// </summary>
public sealed class FolderEntries
{
    private const int MostNamed = 3;

    // Synology, QNAP, NetApp, Windows, ext4, macOS.
    private static readonly HashSet<string> OfFileServers = new(StringComparer.OrdinalIgnoreCase)
    {
        "@eaDir", "@tmp", "#recycle", "#snapshot", "@Recycle", "@Recently-Snapshot", "~snapshot", "$RECYCLE.BIN",
            "System Volume Information",
        "Thumbs.db", "desktop.ini", "lost+found", "__MACOSX",
    };

    private static readonly EnumerationOptions Options = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);

    /// <summary>What was left out so far as a sentence, <c>2 entries are left out: …</c>; none where nothing was.</summary>
    public string? LeftOut => _leftOut.Count == 0
        ? null
        : $"{_leftOut.Count} {(_leftOut.Count == 1 ? "entry is" : "entries are")} left out, because names that begin with a dot, and "
        + "what file "
          + $"servers keep for themselves, are not read: {string.Join(", ", _leftOut.Take(MostNamed).Select(Path.GetFileName))}"
          + $"{(_leftOut.Count > MostNamed ? ", …" : ".")}";

    /// <summary>Whether an entry of that name, or at that path, is left out.</summary>
    public static bool IsHidden(string path) => IsHidden(Path.GetFileName(path.AsSpan()));

    /// <summary>Full paths of the files of a folder, links to files among them, in no order.</summary>
    /// <param name="folder">The folder, which may itself have any name.</param>
    /// <param name="pattern">Which names, with <c>*</c> and <c>?</c>; one that begins with neither asks for its entries by name, hidden or
    /// not.</param>
    public IEnumerable<string> Files(string folder, string pattern = "*") => Listed(folder, pattern, wantFolders: false, below: false);

    /// <summary>Full paths of the folders of a folder, links to folders among them, in no order.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">As for files.</param>
    public IEnumerable<string> Folders(string folder, string pattern = "*") => Listed(folder, pattern, wantFolders: true, below: false);

    /// <summary>
    /// Full paths of the files of a folder and of all folders below it, in no order; folders that cannot be read are passed over.
    /// </summary>
    public IEnumerable<string> FilesBelow(string folder) => Listed(folder, "*", wantFolders: false, below: true);

    private static bool IsHidden(ReadOnlySpan<char> name) =>
        name.StartsWith('.') || OfFileServers.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    private FileSystemEnumerable<string> Listed(string folder, string pattern, bool wantFolders, bool below) => new(
        folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
        below ? new EnumerationOptions { AttributesToSkip = FileAttributes.None, RecurseSubdirectories = true, IgnoreInaccessible = true }
            : Options)
    {
        // Hidden entries of either kind are noticed, whichever kind is asked for. One that is asked for by its name is shown.
        ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            FileSystemName.MatchesSimpleExpression(pattern, entry.FileName, ignoreCase: false)
            && (pattern[0] is not ('*' or '?') || IsShown(ref entry)) && entry.IsDirectory == wantFolders,
        ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsHidden(entry.FileName),
    };

    private bool IsShown(ref FileSystemEntry entry)
    {
        if (!IsHidden(entry.FileName))
        {
            return true;
        }

        _leftOut.Add(entry.ToFullPath());
        return false;
    }
}
