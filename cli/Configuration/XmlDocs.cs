using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Analytics.Cli.Configuration;

/// <summary>Reads the summaries that the compiler wrote beside each assembly of ours.</summary>
public static partial class XmlDocs
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    /// <summary>The summary of a property as one line of Markdown; empty when there is none.</summary>
    public static string Summary(PropertyInfo property) =>
        Summary(property.DeclaringType!, $"P:{Name(property.DeclaringType!)}.{property.Name}");

    /// <summary>The summary of a field as one line of Markdown; empty when there is none.</summary>
    public static string Summary(FieldInfo field) => Summary(field.DeclaringType!, $"F:{Name(field.DeclaringType!)}.{field.Name}");

    /// <summary>The summary of a type as one line of Markdown; empty when there is none.</summary>
    public static string Summary(Type type) => Summary(type, $"T:{Name(type)}");

    private static string Summary(Type type, string member) =>
        Files.GetOrAdd(type.Assembly, Read).TryGetValue(member, out var summary) ? Text(summary) : "";

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member")
                .Where(member => member.Element("summary") is not null)
                .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!)
            : [];
    }

    private static string Text(XElement summary) =>
        WhiteSpace().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" or "code" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" or "paramref" } reference => $"`{Target(reference)}`",
        XElement other => string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    private static string Target(XElement reference)
    {
        var target = (
            reference.Attribute("cref") ?? reference.Attribute("langword") ?? reference.Attribute("name")
                ?? reference.Attribute("href"))?.Value ?? "";
        return reference.Attribute("cref") is null ? target : target[(target.Split('(')[0].LastIndexOfAny(['.', ':']) + 1)..];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
