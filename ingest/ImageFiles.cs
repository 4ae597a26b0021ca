using Analytics.Runtime.Files;
using Analytics.Runtime.Pictures;

namespace Analytics.Ingest;

/// <summary>Finds the images of a source, in the order in which people count them.</summary>
internal static class ImageFiles
{
    // A GIF is a video.
    public static bool IsImage(string path) =>
        PictureFile.IsNamedLikeOne(path) && !path.EndsWith(".gif", StringComparison.OrdinalIgnoreCase);

    /// <summary>The images of a folder, unless the look into it is ended.</summary>
    public static List<string> InFolder(string folder, FolderEntries entries, CancellationToken stop) =>
        [.. entries.Files(Path.GetFullPath(folder)).Where(file => !Ended(stop) && IsImage(file)).Order(NaturalOrder.Instance)];

    /// <summary>
    /// Files that match a glob; <c>*</c> and <c>?</c> may stand in every part of the path. A hidden entry (<see cref="FolderEntries"/>)
    /// matches only a part that begins as its name does, as in a shell.
    /// </summary>
    public static List<string> Matching(string glob, FolderEntries entries)
    {
        var full = Path.GetFullPath(glob);
        var root = Path.GetPathRoot(full)!;
        var parts = full[root.Length..].Split(Path.DirectorySeparatorChar);
        IEnumerable<string> folders = [root];
        foreach (var part in parts[..^1])
        {
            folders = folders.SelectMany(folder => entries.Folders(folder, part));
        }

        return [.. folders.SelectMany(folder => entries.Files(folder, parts[^1])).Order(NaturalOrder.Instance)];
    }

    private static bool Ended(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return false;
    }

    /// <summary>Runs of digits compare as numbers: <c>frame2</c> comes before <c>frame10</c>.</summary>
    internal sealed class NaturalOrder : IComparer<string>
    {
        public static readonly NaturalOrder Instance = new();

        public int Compare(string? x, string? y)
        {
            ReadOnlySpan<char> left = x, right = y;
            while (left.Length > 0 && right.Length > 0)
            {
                var order = char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0])
                    ? CompareNumbers(ref left, ref right)
                    : CompareCharacters(ref left, ref right);
                if (order != 0)
                {
                    return order;
                }
            }

            var byLength = left.Length.CompareTo(right.Length);
            return byLength != 0 ? byLength : string.CompareOrdinal(x, y);
        }

        private static int CompareCharacters(ref ReadOnlySpan<char> left, ref ReadOnlySpan<char> right)
        {
            var order = left[0].CompareTo(right[0]);
            left = left[1..];
            right = right[1..];
            return order;
        }

        private static int CompareNumbers(ref ReadOnlySpan<char> left, ref ReadOnlySpan<char> right)
        {
            var first = TakeNumber(ref left);
            var second = TakeNumber(ref right);
            var byLength = first.Length.CompareTo(second.Length);
            return byLength != 0 ? byLength : first.SequenceCompareTo(second);
        }

        private static ReadOnlySpan<char> TakeNumber(ref ReadOnlySpan<char> text)
        {
            var length = text.IndexOfAnyExceptInRange('0', '9');
            var digits = length < 0 ? text : text[..length];
            text = length < 0 ? [] : text[length..];
            return digits.TrimStart('0');
        }
    }
}
