using System.Diagnostics.Metrics;
using Analytics.Contracts;
using Analytics.Runtime.Inference;

namespace Analytics.Benchmarks;

/// <summary>Runs of one model.</summary>
/// <param name="Batches">How many runs had how many pictures.</param>
/// <param name="Time">In the model, summed over all threads.</param>
internal sealed record ModelRuns(IReadOnlyDictionary<int, int> Batches, TimeSpan Time)
{
    /// <summary>Of a model that did not run.</summary>
    public static readonly ModelRuns None = new(new Dictionary<int, int>(), TimeSpan.Zero);

    /// <summary>Pictures that it saw.</summary>
    public int Pictures => Batches.Sum(batch => batch.Key * batch.Value);
}

/// <summary>Counts the runs of all models while it lives, from the metrics that the program reports anyway.</summary>
internal sealed class ModelMeter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<int, int>> _batches = [];
    private readonly Dictionary<string, double> _seconds = [];
    private readonly MeterListener _listener = new();

    public ModelMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument, InferenceTelemetry.Duration) || ReferenceEquals(instrument, InferenceTelemetry.BatchSize))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Add(_seconds, Model(tags), seconds));
        _listener.SetMeasurementEventCallback<int>((_, pictures, tags, _) => Add(Model(tags), pictures));
        _listener.Start();
    }

    /// <summary>The runs of a model so far.</summary>
    public ModelRuns Of(ModelId model)
    {
        lock (_gate)
        {
            return _batches.TryGetValue(model.Value, out var batches)
                ? new ModelRuns(new Dictionary<int, int>(batches), TimeSpan.FromSeconds(_seconds.GetValueOrDefault(model.Value)))
                : ModelRuns.None;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static string Model(ReadOnlySpan<KeyValuePair<string, object?>> tags) => (string)tags[0].Value!;

    private void Add(Dictionary<string, double> sums, string model, double seconds)
    {
        lock (_gate)
        {
            sums[model] = sums.GetValueOrDefault(model) + seconds;
        }
    }

    private void Add(string model, int pictures)
    {
        lock (_gate)
        {
            if (!_batches.TryGetValue(model, out var batches))
            {
                _batches.Add(model, batches = []);
            }

            batches[pictures] = batches.GetValueOrDefault(pictures) + 1;
        }
    }
}
