using Analytics.Contracts;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Analytics.Host.Telemetry;

/// <summary>
/// Sends metrics and spans of every <c>Analytics.*</c> meter and source, and the metrics of the .NET runtime, to an OpenTelemetry
/// collector. Nothing is set up, and nothing is paid for, unless one is named.
/// </summary>
public sealed class Exporting : IDisposable
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private Exporting(TracerProvider traces, MeterProvider metrics)
    {
        _traces = traces;
        _metrics = metrics;
    }

    /// <summary>
    /// Starts to export to <paramref name="otlp"/> (the command line), else to <see cref="TelemetryOptions.Otlp"/>, else to where the
    /// <c>OTEL_EXPORTER_OTLP_*</c> variables say; none when none of them says anything.
    /// </summary>
    /// <exception cref="FailureException">The address is no http:// or https:// one.</exception>
    public static Exporting? Start(Uri? otlp, TelemetryOptions options, IReadOnlyDictionary<string, string?> environment)
    {
        var collector = otlp ?? options.Otlp;
        if (collector is null && !IsConfigured(environment))
        {
            return null;
        }

        if (collector is { Scheme: not ("http" or "https") })
        {
            throw new InvalidException(
                $"OpenTelemetry collector '{collector}': write an http:// or https:// address, for example http://localhost:4318.");
        }

        var resource = ResourceBuilder.CreateDefault()
            .AddService("analytics", serviceVersion: typeof(Exporting).Assembly.GetName().Version?.ToString(3))
            .AddEnvironmentVariableDetector();
        var traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Analytics.*")
            .AddOtlpExporter(exporter => Aim(exporter, collector, "v1/traces", options, environment))
            .Build();
        var metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Analytics.*", "System.Runtime")
            .AddOtlpExporter((exporter, reader) =>
            {
                Aim(exporter, collector, "v1/metrics", options, environment);
                if (!environment.ContainsKey("OTEL_METRIC_EXPORT_INTERVAL"))
                {
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.MetricsInterval.TotalMilliseconds;
                }
            })
            .Build();
        return new(traces, metrics);
    }

    /// <summary>Sends what is left, for five seconds at most.</summary>
    public void Dispose()
    {
        _traces.ForceFlush((int)FlushTimeout.TotalMilliseconds);
        _metrics.ForceFlush((int)FlushTimeout.TotalMilliseconds);
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static bool IsConfigured(IReadOnlyDictionary<string, string?> environment) =>
        !IsTrue(environment.GetValueOrDefault("OTEL_SDK_DISABLED"))
        && environment.Any(variable => variable.Key.StartsWith("OTEL_EXPORTER_OTLP_", StringComparison.Ordinal)
            && variable.Key.EndsWith("ENDPOINT", StringComparison.Ordinal) && !string.IsNullOrEmpty(variable.Value));

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static void Aim(
        OtlpExporterOptions exporter, Uri? collector, string signal, TelemetryOptions options, IReadOnlyDictionary<string,
        string?> environment)
    {
        if (options.OtlpHeaders is not null)
        {
            exporter.Headers = options.OtlpHeaders;
        }

        if (collector is null)
        {
            return;
        }

        // 4317 is the port of gRPC by convention; everything else is taken for HTTP, which most collectors and gateways speak.
        if (string.IsNullOrEmpty(environment.GetValueOrDefault("OTEL_EXPORTER_OTLP_PROTOCOL")))
        {
            exporter.Protocol = collector.Port == 4317 ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        }

        // An address set in code is used as it is, so the path of the signal is ours to add.
        exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.Grpc
            || collector.AbsolutePath.EndsWith(signal, StringComparison.Ordinal)
            ? collector
            : new Uri(collector.AbsoluteUri.TrimEnd('/') + "/" + signal);
    }
}
