using Analytics.Host.Alerts;
using Analytics.Host.Telemetry;

namespace Analytics.Host.Configuration;

/// <summary>
/// All that can be set in the configuration: one section per stage. The loader, <c>config show</c> and docs/configuration.md
/// follow this record by reflection, so that a section or an option added here is known everywhere.
/// </summary>
public sealed record AnalyticsOptions
{
    /// <summary>What is written down for each alert.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>Where metrics and traces go.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();
}
