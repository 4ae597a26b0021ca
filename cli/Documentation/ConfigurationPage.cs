using System.Text;
using Analytics.Cli.Configuration;

namespace Analytics.Cli.Documentation;

/// <summary>Writes docs/configuration.md from the records of options.</summary>
public static class ConfigurationPage
{
    /// <summary>The whole page, in Markdown.</summary>
    public static string Render(OptionNode root)
    {
        var page = new StringBuilder();
        page.Append("""
            # Configuration

            <!-- Written by `make docs` from the records of options; edit their summaries instead. -->

            Settings come from a JSON file (`--config FILE`; comments and trailing commas are allowed), then from the environment, then
            from the command line; a later source overrides an earlier one. Write the key `Section:Name` as follows:

            | where | how |
            |---|---|
            | file | `{ "Section": { "Name": "value" } }` |
            | environment | `ANALYTICS__Section__Name=value` |
            | command line | `--set Section:Name=value` |

            Durations carry their unit: `500ms`, `5s`, `2m`, `1h`, or `00:00:05`. A list in a variable or on the command line is written
            `a,b,c`. An unknown key or a value out of range ends the program with exit code 2. `analytics config show` prints the
            configuration in force and its sources; `analytics config check FILE` checks a file.

            """);
        foreach (var section in root.All()
            .Where(node => node.Kind == OptionKind.Section && node.Children.Any(child => child.Kind != OptionKind.Section)))
        {
            var name = section.Key.Length == 0 ? "Top level" : section.Key;
            var summary = section.Key.Length == 0 ? "" : section.Summary.Length > 0 ? section.Summary : XmlDocs.Summary(section.Type);
            page.Append('\n').Append("## ").Append(name).Append('\n');
            if (summary.Length > 0)
            {
                page.Append('\n').Append(summary).Append('\n');
            }

            page.Append("\n| key | type | default | allowed | meaning |\n|---|---|---|---|---|\n");
            foreach (var option in section.Children.Where(child => child.Kind != OptionKind.Section))
            {
                page.Append("| `").Append(option.Key).Append("` | ").Append(TypeName(option)).Append(" | ").Append(Default(option))
                    .Append(" | ")
                    .Append(Cell(option.Allowed)).Append(" | ").Append(Cell(option.Summary)).Append(" |\n");
            }
        }

        return page.ToString();
    }

    private static string Default(OptionNode option)
    {
        var text = option.Secret ? "" : OptionText.Format(option.Default);
        return option.Default is null ? "none" : text.Length == 0 ? "empty" : $"`{Cell(text)}`";
    }

    private static string TypeName(OptionNode option) => option.Kind switch
    {
        OptionKind.List => $"list of {TypeName(option.Element!)}",
        OptionKind.Map => $"{TypeName(option.Element!)} by name",
        OptionKind.Section => "section",
        _ when option.Type == typeof(string) => option.Secret ? "secret" : "text",
        _ when option.Type == typeof(bool) => "yes or no",
        _ when option.Type == typeof(TimeSpan) => "duration",
        _ when option.Type == typeof(Uri) => "address",
        _ when option.Type.IsEnum => "choice",
        _ when option.Type == typeof(float) || option.Type == typeof(double) || option.Type == typeof(decimal) => "number",
        _ when option.Type.IsPrimitive => "whole number",
        _ => OptionText.Describe(option.Type),
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
