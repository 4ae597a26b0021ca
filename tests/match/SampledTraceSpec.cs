using System.Diagnostics;
using Analytics.Alerts;
using Analytics.Match;
using Analytics.Match.Evidence;
using Analytics.Runtime.Bus;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Xunit;

namespace Analytics.Tests.Matching;

/// <summary>Whether a frame is traced is decided once. Listens to the whole process, so no other spec may run beside it.</summary>
[Collection(Alone.Name)]
public sealed class SampledTraceSpec
{
    [Theory]
    [InlineData(ActivityTraceFlags.Recorded)]
    [InlineData(ActivityTraceFlags.None)]
    public async Task An_alert_is_traced_when_its_frame_was(ActivityTraceFlags flags)
    {
        using var ended = new Ended();
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource("Analytics.*").AddProcessor(ended).Build();
        var frame = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags);

        await IdentifyAsync(frame);

        var expected = flags == ActivityTraceFlags.Recorded ? new[] { "alert", "alert.write", "identify" } : [];
        Assert.Equal(expected, ended.Spans.Select(span => span.OperationName).Distinct().Order(StringComparer.Ordinal));
        Assert.All(ended.Spans, span => Assert.Equal(frame.TraceId, span.TraceId));
    }

    private static async Task IdentifyAsync(ActivityContext frame)
    {
        var bus = new InProcessBus();
        for (var i = 0; i < 8; i++)
        {
            await bus.PublishAsync(Faces.Observed(i * 0.5, Faces.Like(0, 0.65f)) with { Trace = frame }, CancellationToken.None);
        }

        bus.Complete();
        var index = Faces.NewIndex();
        await index.AddAsync("Ann", Faces.Like(0, 1f));
        using var lines = new AlertJsonLines(Stream.Null);
        Identifier NewIdentifier() => new(index, EvidenceModel.From(new MatchOptions(), null), new MatchOptions(), _ => null);
        var consumer = new MatchConsumer(
            bus, NewIdentifier,
            (alert, _) =>
            {
                lines.Write(alert, null);
                return ValueTask.CompletedTask;
            },
            _ => { }, _ => { }, TimeProvider.System);
        await consumer.RunAsync(CancellationToken.None);
    }

    private sealed class Ended : BaseProcessor<Activity>
    {
        public List<Activity> Spans { get; } = [];

        public override void OnEnd(Activity data) => Spans.Add(data);
    }
}
