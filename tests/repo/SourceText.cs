using System.Text.RegularExpressions;

namespace Analytics.Tests.Repo;

/// <summary>A file of C# as far as the layout asks: what it declares, what it sees and which names it uses.</summary>
internal sealed partial class SourceText
{
    private SourceText(string path, string text)
    {
        Path = path;
        Folder = System.IO.Path.GetDirectoryName(path)!;
        Namespace = NamespaceLine().Match(text) is { Success: true } line ? line.Groups[1].Value : "";
        Usings = [.. UsingLine().Matches(text).Select(line => line.Groups[1].Value)];
        Types = [.. Declaration().Matches(text).Select(type => type.Groups[1].Value)];
        Extensions = [.. Extension().Matches(text).Select(method => method.Groups[1].Value)];
        var uncommented = Comments().Replace(text, "");
        Literals = [.. Literal().Matches(uncommented).Where(literal => literal.Value[0] == '"').Select(literal => literal.Value.Trim('"'))];
        Code = UsingLine().Replace(Strings().Replace(uncommented, "\"\""), "");
        Names = [.. Name().Matches(Code).Select(name => name.Value)];
        Qualified = [.. QualifiedName().Matches(Code).Select(name => name.Value)];
    }

    public string Path { get; }

    public string Folder { get; }

    public string Namespace { get; }

    public HashSet<string> Usings { get; }

    /// <summary>Types at the outer level.</summary>
    public HashSet<string> Types { get; }

    /// <summary>Extension methods.</summary>
    public HashSet<string> Extensions { get; }

    /// <summary>The code: no comments, no plain text.</summary>
    public string Code { get; }

    /// <summary>All identifiers of the code.</summary>
    public HashSet<string> Names { get; }

    /// <summary>Names of types and namespaces that are given with what they are in: <c>Bus.BusKind</c>.</summary>
    public HashSet<string> Qualified { get; }

    /// <summary>The plain texts of the code, with what they compute in braces. Of one inside such braces this is a rough cut.</summary>
    public IReadOnlyList<string> Literals { get; }

    public static IReadOnlyList<SourceText> All() => [.. Repository.Files("*.cs").Select(file => new SourceText(file.Path, file.Text))];

    /// <summary>Whether this file uses something that the other one declares.</summary>
    public bool Uses(SourceText other) =>
        (Usings.Contains(other.Namespace) || Namespace == other.Namespace
            || Namespace.StartsWith($"{other.Namespace}.", StringComparison.Ordinal))
        && (other.Types.Overlaps(Names) || other.Extensions.Overlaps(Names));

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?:global )?using\s+(?:static\s+)?(?:\w+\s*=\s*)?([\w.]+)[^;\n(]*;", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex(
        @"^(?:public|internal|file)\s[^\n=(]*?\b"
        + @"(?:class|struct|interface|enum|record(?: struct| class)?|delegate\s+[\w<>\[\]?., ]+?)\s+(\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bstatic\s[^\n;={]*?\b(\w+)(?:<[^>\n]*>)?\(\s*this\s")]
    private static partial Regex Extension();

    [GeneratedRegex(@"(?<!:)//[^\n]*")]
    private static partial Regex Comments();

    // What an interpolated text computes stays.
    [GeneratedRegex("""(?<![$@"])"(?:\\.|[^"\\\n])*"(?!")""")]
    private static partial Regex Strings();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\.[A-Z]\w*)+")]
    private static partial Regex QualifiedName();

    // A double quote in single quotes begins none.
    [GeneratedRegex(""""'\\?.'|"{3}[\s\S]*?"{3}|"(?:\\.|[^"\\\n])*"(?!")"""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\b[A-Za-z_]\w*\b")]
    private static partial Regex Name();
}
