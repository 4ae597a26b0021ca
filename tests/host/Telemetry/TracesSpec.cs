using System.Diagnostics;
using Analytics.Bus;
using Analytics.Cli.Documentation;
using Analytics.Site;
using Xunit;

namespace Analytics.Tests.Host.Telemetry;

/// <summary>The spans of a real watch. Listens to the whole process, so no other spec may run beside it.</summary>
[Collection(Alone.Name)]
[FullTier]
public sealed class TracesSpec(HeardWatch watch) : IClassFixture<HeardWatch>
{
    [Fact]
    public async Task An_alert_leads_back_to_the_frame_that_it_came_from()
    {
        var spans = (await watch.WatchedAsync()).Spans;
        var alerts = Named(spans, "alert").Where(alert => alert.GetTagItem("state") is not "closed").ToList();

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert =>
        {
            var write = Assert.Single(Children(spans, alert));
            var identify = Parent(spans, alert);
            var frame = Parent(spans, identify);
            Assert.Equal(["alert.write", "identify", "frame"], [write.OperationName, identify.OperationName, frame.OperationName]);
            Assert.Equal(default, frame.ParentSpanId);
            Assert.Single(new[] { write, alert, identify, frame }.Select(span => span.TraceId).Distinct());
            Assert.Superset(
                new HashSet<string> { "detect", "track", "embed" },
                Children(spans, frame).Select(child => child.OperationName).ToHashSet());
        });
    }

    [Fact]
    public async Task An_alert_that_closes_an_episode_comes_from_no_frame()
    {
        var spans = (await watch.WatchedAsync()).Spans;
        var closed = Named(spans, "alert").Where(alert => alert.GetTagItem("state") is "closed").ToList();

        Assert.NotEmpty(closed);
        Assert.All(closed, alert => Assert.Equal(default, alert.ParentSpanId));
    }

    [Fact]
    public async Task A_frame_is_detected_and_tracked_once_and_embedded_when_it_can_change_the_answer()
    {
        var spans = (await watch.WatchedAsync()).Spans;
        var frames = Named(spans, "frame");

        Assert.InRange(frames.Count, 15, 40);
        Assert.All(frames, frame =>
        {
            var work = Children(spans, frame).Where(span => span.OperationName != "identify").OrderBy(span => span.StartTimeUtc).ToList();
            Assert.Contains(string.Join(' ', work.Select(span => span.OperationName)), new[] { "detect track", "detect track embed" });
            Assert.All(work,
                span => Assert.InRange(span.StartTimeUtc + span.Duration, frame.StartTimeUtc, frame.StartTimeUtc + frame.Duration));
            Assert.Equal("cut", frame.GetTagItem("camera"));
            Assert.Equal(1, frame.GetTagItem("epoch"));
            Assert.IsType<double>(frame.GetTagItem("media_time"));
        });
        Assert.Equal(frames.Count, Named(spans, "detect").Count);
        Assert.InRange(Named(spans, "embed").Count, 2, frames.Count - 1);
        Assert.All(Named(spans, "identify"), span => Assert.Equal("frame", Parent(spans, span).OperationName));
    }

    [Fact]
    public async Task No_span_is_left_over_on_the_threads_of_the_pipeline() =>
        Assert.Empty((await watch.WatchedAsync()).LeftOver);

    [Fact]
    public async Task What_is_heard_stands_on_the_page_with_its_tags() => (await watch.WatchedAsync()).AssertOnPage();

    [Fact]
    public async Task Of_the_page_only_signs_of_trouble_are_missing()
    {
        var heard = (await watch.WatchedAsync()).Measurements.Select(measurement => measurement.Instrument);
        // A watch needs neither.
        var page = TelemetryPage.Classes().Where(type => type != typeof(BusTelemetry) && type != typeof(ClusterTelemetry))
            .SelectMany(TelemetryPage.Instruments).Select(entry => entry.Name);

        Assert.Equal(
            [
                "analytics.alerts.lost", "analytics.alerts.waiting", "analytics.annotate.failures", "analytics.camera.fallbacks",
                "analytics.camera.reconnects", "analytics.camera.stalls", "analytics.frames.dropped", "analytics.match.index.audits",
                "analytics.match.index.recall", "analytics.match.index.retries", "analytics.match.index.unavailable",
                "analytics.pictures.released", "analytics.track.cuts",
            ],
            page.Except(heard).Order(StringComparer.Ordinal));
    }

    private static List<Activity> Named(IReadOnlyList<Activity> spans, string name) => [.. spans.Where(span => span.OperationName == name)];

    private static List<Activity> Children(IReadOnlyList<Activity> spans, Activity span) =>
        [.. spans.Where(other => other.ParentSpanId == span.SpanId)];

    private static Activity Parent(IReadOnlyList<Activity> spans, Activity span) =>
        Assert.Single(spans, other => other.SpanId == span.ParentSpanId);
}
