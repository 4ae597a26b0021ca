using System.ComponentModel.DataAnnotations;

namespace Analytics.Host.Telemetry;

/// <summary>Export of metrics and traces.</summary>
public sealed record TelemetryOptions
{
    /// <summary>
    /// OpenTelemetry collector, for example <c>http://collector:4318</c> (HTTP) or <c>http://collector:4317</c> (gRPC);
    /// <c>--otlp</c> overrides it. By default the <c>OTEL_*</c> variables apply; without them nothing is sent.
    /// </summary>
    public Uri? Otlp { get; init; }

    /// <summary>Headers for the collector, <c>name=value</c> separated by commas, for example an access token.</summary>
    [DataType(DataType.Password)]
    public string? OtlpHeaders { get; init; }

    /// <summary>Time between two exports of metrics.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromSeconds(10);
}
