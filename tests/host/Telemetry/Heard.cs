using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Analytics.Cli.Documentation;
using Xunit;

namespace Analytics.Tests.Host.Telemetry;

/// <summary>What this process reports of itself: spans, and the tags that instruments were used with.</summary>
internal sealed class Heard : IDisposable
{
    // Begun by the pipeline's own threads, where no span may be left over from the work before.
    private static readonly string[] OfStreams = ["detect", "track", "embed", "identify"];
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentQueue<string> _leftOver = new();
    private readonly ConcurrentDictionary<(string Instrument, string Tags), bool> _measurements = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();

    public Heard()
    {
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Analytics.", StringComparison.Ordinal),
            Sample = Sample,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Analytics.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<int>(Note);
        _meters.SetMeasurementEventCallback<long>(Note);
        _meters.SetMeasurementEventCallback<double>(Note);
        _meters.Start();
    }

    /// <summary>The spans that have ended, in that order.</summary>
    public IReadOnlyList<Activity> Spans => [.. _spans];

    /// <summary>Each instrument with each set of tags that it was used with, in order and separated by commas.</summary>
    public IReadOnlyList<(string Instrument, string Tags)> Measurements => [.. _measurements.Keys];

    /// <summary>Spans that were current where another one began.</summary>
    public IReadOnlyList<string> LeftOver => [.. _leftOver];

    /// <summary>docs/telemetry.md names each span and each instrument that was heard, with the tags that it had.</summary>
    public void AssertOnPage()
    {
        var sections = TelemetryPage.Render().Split("\n## ").ToDictionary(section => section.Split('\n')[0]);
        Assert.All(Spans, span =>
        {
            var spans = sections[span.Source.Name].Split('\n').Single(line => line.StartsWith("Spans: ", StringComparison.Ordinal));
            Assert.Matches($@"`{span.OperationName}`( \(|,)", spans);
            Assert.All(span.TagObjects, tag => Assert.Contains($"`{tag.Key}`", spans, StringComparison.Ordinal));
        });

        var instruments = TelemetryPage.Classes().SelectMany(TelemetryPage.Instruments)
            .ToDictionary(entry => entry.Name, entry => string.Join(", ", entry.Tags.Order(StringComparer.Ordinal)));
        Assert.All(Measurements,
            heard => Assert.Equal($"{heard.Instrument}: {instruments[heard.Instrument]}", $"{heard.Instrument}: {heard.Tags}"));
    }

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }

    private ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> options)
    {
        if (OfStreams.Contains(options.Name) && Activity.Current is { } current)
        {
            _leftOver.Enqueue($"{current.OperationName} where {options.Name} begins");
        }

        return ActivitySamplingResult.AllDataAndRecorded;
    }

    private void Note<T>(Instrument instrument, T measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var names = new List<string>();
        foreach (var tag in tags)
        {
            names.Add(tag.Key);
        }

        _measurements.TryAdd((instrument.Name, string.Join(", ", names.Order(StringComparer.Ordinal))), true);
    }
}
