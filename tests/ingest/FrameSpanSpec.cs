using System.Diagnostics;
using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Runtime.Frames;
using Analytics.Tests.Host.Telemetry;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>
/// The span that a frame carries. Whether somebody listens concerns the whole process, so no other spec may run beside it.
/// </summary>
[Collection(Alone.Name)]
public sealed class FrameSpanSpec : IDisposable
{
    private readonly FrameSlot _slot;
    private readonly FrameFeed _feed;
    private readonly FrameFeed.Run _run;
    private int _delivered;

    public FrameSpanSpec()
    {
        var spec = new CameraSpec(new CameraId("door"), CameraSource.Parse("rtsp://host/live"), new IngestOptions());
        var counters = new CameraCounters(spec.Id);
        _slot = new FrameSlot(1, newestWins: true, counters, TimeProvider.System);
        _feed = new FrameFeed(spec, counters, _slot, TimeProvider.System);
        _run = _feed.Begin(new IngestOptions(), _ => { });
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public void While_nobody_listens_there_is_none_and_nothing_is_allocated()
    {
        Assert.Null(Deliver().Activity);
        Assert.Null(Deliver().Activity);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Deliver();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void It_begins_a_trace_and_leaves_alone_what_is_current_on_the_threads_that_begin_and_end_it()
    {
        using var heard = new Heard();
        using var current = new Activity("of somebody else").Start();

        var span = Deliver().Activity!;

        Assert.Same(current, Activity.Current);
        Assert.Equal(default, span.ParentSpanId);
        Assert.NotEqual(current.TraceId, span.TraceId);
        Deliver();
        Assert.True(span.IsStopped);
        Assert.Same(current, Activity.Current);
    }

    [Fact]
    public void It_says_where_and_when_the_frame_is_from()
    {
        using var heard = new Heard();

        var span = Deliver().Activity!;

        Assert.Equal(
            ("frame", "door", 1, 0.1),
            (span.OperationName, span.GetTagItem("camera"), span.GetTagItem("epoch"), span.GetTagItem("media_time")));
    }

    [Fact]
    public void It_says_why_a_frame_was_not_analysed()
    {
        using var heard = new Heard();
        Deliver();
        Deliver();
        _slot.Complete();
        Deliver();

        Assert.Equal(["newer", "stopped"], heard.Spans.Select(span => span.GetTagItem("dropped")));
        heard.AssertOnPage();
    }

    private Frame Deliver()
    {
        var frame = _run.Rent(32, 16);
        _run.Deliver(frame, TimeSpan.FromSeconds(0.1 * ++_delivered));
        return frame;
    }
}
