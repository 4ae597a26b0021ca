using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Cli.Configuration;

namespace Analytics.Cli.Documentation;

/// <summary>One instrument as docs/telemetry.md lists it.</summary>
/// <param name="Meter">The meter, for example <c>Analytics.Detect</c>.</param>
/// <param name="Name">For example <c>analytics.detect.duration</c>.</param>
/// <param name="Kind">Counter, histogram, gauge or up-down counter.</param>
/// <param name="Unit">For example <c>s</c> or <c>{frame}</c>.</param>
/// <param name="Description">What it counts or measures.</param>
/// <param name="Tags">The names of its tags.</param>
public sealed record InstrumentEntry(string Meter, string Name, string Kind, string Unit, string Description, IReadOnlyList<string> Tags);

/// <summary>Writes docs/telemetry.md from the instruments: the fields of the static classes whose names end in <c>Telemetry</c>.</summary>
public static partial class TelemetryPage
{
    /// <summary>The classes of this program that hold instruments.</summary>
    public static IReadOnlyList<Type> Classes() =>
    [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "Analytics.*.dll")
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Where(name => name is not ("Analytics.Tests" or "Analytics.Benchmarks"))
        .Order(StringComparer.Ordinal)
        .SelectMany(name => Assembly.Load(name).GetExportedTypes())
        .Where(type => type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Telemetry", StringComparison.Ordinal))
        .OrderBy(type => type.FullName, StringComparer.Ordinal)];

    /// <summary>The instruments of <paramref name="type"/>, by name.</summary>
    public static IReadOnlyList<InstrumentEntry> Instruments(Type type) =>
    [.. Fields<Instrument>(type)
        .Select(field => (field, instrument: (Instrument)field.GetValue(null)!))
        .Select(entry => new InstrumentEntry(
            entry.instrument.Meter.Name, entry.instrument.Name, Kind(entry.instrument), entry.instrument.Unit ?? "",
            entry.instrument.Description ?? "", Tags(entry.field)))
        .OrderBy(entry => entry.Name, StringComparer.Ordinal)];

    /// <summary>The whole page, in Markdown.</summary>
    public static string Render()
    {
        var page = new StringBuilder();
        page.Append("""
            # Telemetry

            <!-- Written by `make docs` from the classes named …Telemetry; edit their descriptions instead. -->

            `--otlp URL`, the option `Telemetry:Otlp` or the variables `OTEL_EXPORTER_OTLP_*` name an OpenTelemetry collector.
            Everything below is sent there, together with the metrics of the .NET runtime (meter `System.Runtime`). If none
            of these is set, nothing is collected. The other `OTEL_*` variables (resource attributes, sampling, batching)
            apply. Tags of instruments are bounded: a camera may be a tag, a person never is.

            A trace follows one frame. Below `frame` are `detect`, `track`, `embed` and, for each observation, `identify`.
            Below `identify` is `alert`, and below `alert` is `alert.write`. If the alert came through Kafka,
            `alert.receive` is between the two. An alert that closes an episode may come from no frame; it then starts its
            own trace. Every frame of every camera is traced unless an `OTEL_*` variable sets sampling, for example
            `OTEL_TRACES_SAMPLER=parentbased_traceidratio` with `OTEL_TRACES_SAMPLER_ARG=0.01`. The tags of a span follow it
            in brackets.

            """);
        foreach (var type in Classes())
        {
            var source = Fields<ActivitySource>(type).FirstOrDefault();
            var name = (source?.GetValue(null) as ActivitySource)?.Name ?? Instruments(type).Select(entry => entry.Meter).FirstOrDefault()
                ?? type.Name;
            page.Append("\n## ").Append(name).Append("\n\n").Append(XmlDocs.Summary(type)).Append('\n');
            if (source is not null && XmlDocs.Summary(source) is { Length: > 0 } spans)
            {
                page.Append('\n').Append(spans).Append('\n');
            }

            if (Instruments(type) is { Count: > 0 } instruments)
            {
                page.Append("\n| instrument | kind | unit | tags | description |\n|---|---|---|---|---|\n");
                foreach (var entry in instruments)
                {
                    page.Append("| `").Append(entry.Name).Append("` | ").Append(entry.Kind).Append(" | `").Append(entry.Unit).Append("` | ")
                        .Append(string.Join(", ", entry.Tags.Select(tag => $"`{tag}`"))).Append(" | ").Append(entry.Description)
                        .Append(" |\n");
                }
            }
        }

        return page.ToString();
    }

    private static IEnumerable<FieldInfo> Fields<T>(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => typeof(T).IsAssignableFrom(field.FieldType));

    private static string Kind(Instrument instrument)
    {
        var name = instrument.GetType().Name.Split('`')[0];
        return name.Replace("Observable", "", StringComparison.Ordinal) switch
        {
            "UpDownCounter" => "up-down counter",
            var kind => kind.ToLowerInvariant(),
        };
    }

    // The summary of an instrument's field ends with `Tags: <c>camera</c>, <c>reason</c>.` when it has any.
    private static IReadOnlyList<string> Tags(FieldInfo field)
    {
        var summary = XmlDocs.Summary(field);
        var at = TagsSentence().Match(summary);
        return at.Success ? [.. Code().Matches(summary[at.Index..]).Select(match => match.Groups[1].Value)] : [];
    }

    [GeneratedRegex(@"\bTags: ")]
    private static partial Regex TagsSentence();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
