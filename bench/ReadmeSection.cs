using Analytics.Contracts;

namespace Analytics.Benchmarks;

/// <summary>The part of a Markdown file that the bench writes: what lies between two markers.</summary>
internal static class ReadmeSection
{
    private const string Begin = "<!-- bench:begin -->";
    private const string End = "<!-- bench:end -->";

    /// <summary>Fails before anything is measured when the result could not be written.</summary>
    /// <exception cref="FailureException">The file or a marker is missing.</exception>
    public static void Check(string path) => Split(path);

    /// <summary>Puts <paramref name="markdown"/> between the markers.</summary>
    /// <exception cref="FailureException">The file or a marker is missing; nothing was written.</exception>
    public static void Write(string path, string markdown)
    {
        var (before, after) = Split(path);
        File.WriteAllText(path, $"{before}\n{markdown.Trim()}\n{after}");
    }

    private static (string Before, string After) Split(string path)
    {
        var text = File.Exists(path)
            ? File.ReadAllText(path)
            : throw new NotFoundException($"There is no '{path}' to write the table to. Name the file that holds the marker '{Begin}'.");
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? (text[..(begin + Begin.Length)], text[end..])
            : throw new InvalidException(
                $"'{path}' lacks the markers: put '{Begin}' and '{End}' on lines of their own where the table belongs.");
    }
}
