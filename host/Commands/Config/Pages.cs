using Analytics.Cli.Configuration;
using Analytics.Cli.Documentation;

namespace Analytics.Host.Commands.Config;

/// <summary>The pages of docs/ that follow from the code. A spec fails when one is stale; <c>make docs</c> rewrites them.</summary>
public static class Pages
{
    /// <summary>Each page with the name of its file.</summary>
    public static IEnumerable<(string Name, string Text)> All() =>
    [
        ("configuration.md", ConfigurationPage.Render(OptionsSchema.Of(typeof(AnalyticsOptions)))),
        ("telemetry.md", TelemetryPage.Render()),
    ];
}
