namespace Analytics.Cli.Configuration;

/// <summary>Finds what somebody probably meant.</summary>
public static class Nearest
{
    /// <summary>
    /// The key among <paramref name="valid"/> that <paramref name="key"/> is most likely a slip of; none when nothing is near.
    /// </summary>
    public static string? Key(string key, IEnumerable<string> valid)
    {
        var name = Last(key);
        return valid
            .Select(candidate =>
                (candidate, distance: Math.Min(
                    Distance(key, candidate), Distance(name, Last(candidate)) + (SameParent(key, candidate) ? 0 : 1))))
            .Where(entry => entry.distance <= Math.Max(2, name.Length / 3))
            .OrderBy(entry => entry.distance)
            .ThenBy(entry => Distance(key, entry.candidate))
            .Select(entry => entry.candidate)
            .FirstOrDefault();
    }

    /// <summary>
    /// How many letters must be added, removed or changed, any case (V. I. Levenshtein, 1966), two swapped neighbours counting once.
    /// </summary>
    public static int Distance(string left, string right)
    {
        var width = right.Length + 1;
        var rows = new int[(left.Length + 1) * width];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i * width + j] = i + j;
                    continue;
                }

                var same = Same(left[i - 1], right[j - 1]);
                rows[i * width + j] = Math.Min(
                    Math.Min(rows[(i - 1) * width + j], rows[i * width + j - 1]) + 1, rows[(i - 1) * width + j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                {
                    rows[i * width + j] = Math.Min(rows[i * width + j], rows[(i - 2) * width + j - 2] + 1);
                }
            }
        }

        return rows[left.Length * width + right.Length];
    }

    private static bool Same(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);

    private static string Last(string key) => key[(key.LastIndexOf(':') + 1)..];

    private static bool SameParent(string left, string right) =>
        string.Equals(left[..^Last(left).Length], right[..^Last(right).Length], StringComparison.OrdinalIgnoreCase);
}
