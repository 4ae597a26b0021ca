using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Analytics.Runtime.Inference;

/// <summary>The instruments of model runs and of the queues before them; tagged with the model.</summary>
public static class InferenceTelemetry
{
    /// <summary>The name of the source and the meter.</summary>
    public const string Name = "Analytics.Inference";

    /// <summary>Spans of model runs.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>The meter of the instruments below.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Time of one run of a model, whatever its batch.</summary>
    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("analytics.inference.duration", "s", "Time of one run of a model.");

    /// <summary>Pictures in one run.</summary>
    public static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram<int>("analytics.inference.batch.size", "{picture}", "Pictures in one run of a model.");

    /// <summary>Time from entering the queue to the start of the run.</summary>
    public static readonly Histogram<double> Wait =
        Meter.CreateHistogram<double>("analytics.inference.wait", "s", "Time that a picture waits for a model.");

    /// <summary>Pictures that wait for a model at this moment.</summary>
    public static readonly UpDownCounter<int> QueueLength =
        Meter.CreateUpDownCounter<int>("analytics.inference.queue.length", "{picture}", "Pictures that wait for a model.");
}
