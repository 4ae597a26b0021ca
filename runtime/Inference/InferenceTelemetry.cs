using System.Diagnostics.Metrics;

namespace Analytics.Runtime.Inference;

/// <summary>Inference: model runs and their queues.</summary>
public static class InferenceTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Analytics.Inference";

    /// <summary>The meter of the instruments below.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Duration of one run of a model, for any batch size. Tags: <c>model</c>.</summary>
    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("analytics.inference.duration", "s", "Duration of one run of a model.");

    /// <summary>Pictures in one run. Tags: <c>model</c>.</summary>
    public static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram<int>("analytics.inference.batch.size", "{picture}", "Pictures in one run of a model.");

    /// <summary>Time from entering the queue to the start of the run. Tags: <c>model</c>.</summary>
    public static readonly Histogram<double> Wait =
        Meter.CreateHistogram<double>("analytics.inference.wait", "s", "Time that a picture waits in the queue of a model.");

    /// <summary>Pictures in the queue of a model. Tags: <c>model</c>.</summary>
    public static readonly UpDownCounter<int> QueueLength =
        Meter.CreateUpDownCounter<int>("analytics.inference.queue.length", "{picture}", "Pictures in the queue of a model.");
}
