using Akka.Configuration;
using Akka.Hosting;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;
using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Runtime.Frames;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class FrameSlotSpec : Akka.Hosting.TestKit.TestKit
{
    private readonly CameraCounters _counters = new(new CameraId("cam"));
    private readonly FramePool _pool = new();
    private readonly FakeTimeProvider _time = new();

    public FrameSlotSpec(ITestOutputHelper output)
        : base(output: output)
    {
    }

    [Fact]
    public void Where_the_newest_wins_a_slow_pipeline_gets_the_newest_and_every_other_frame_is_counted()
    {
        var slot = NewestWins();
        var pipeline = Pipeline(slot);
        pipeline.Request(1);
        slot.Offer(NewFrame(0));
        Assert.Equal(0, pipeline.Next());

        for (var i = 1; i < 100; i++)
        {
            Assert.True(slot.Offer(NewFrame(i)));
        }

        slot.Complete();
        pipeline.Request(2);
        Assert.Equal(99, pipeline.Next());
        pipeline.ExpectComplete();
        Assert.Equal(98, _counters.Dropped(DropReason.Newer));
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public async Task Where_nothing_may_be_lost_the_reader_is_held_back()
    {
        var slot = new FrameSlot(2, newestWins: false, _counters, _time);
        var taken = new List<double>();
        var done = slot.Source
            .SelectAsync(1, async frame =>
            {
                await Task.Yield();
                return frame;
            })
            .RunForeach(
                frame =>
                {
                    taken.Add(frame.MediaTime.TotalSeconds);
                    frame.Dispose();
                },
                Sys.Materializer());
        var most = 0;
        await Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                slot.Offer(NewFrame(i));
                most = Math.Max(most, _pool.Rented);
            }
        });

        slot.Complete();
        await done;

        Assert.Equal(Enumerable.Range(0, 500).Select(i => (double)i), taken);
        Assert.Equal(0, _counters.Dropped(DropReason.Newer));
        Assert.InRange(most, 1, 24);
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public async Task A_reader_that_waits_is_released_when_the_slot_is_closed()
    {
        var slot = new FrameSlot(1, newestWins: false, _counters, _time);
        slot.Offer(NewFrame(0));
        var waiting = Task.Run(() => slot.Offer(NewFrame(1)));
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(50)));

        slot.Complete();

        Assert.False(await waiting);
        Assert.Equal(1, _counters.Dropped(DropReason.Stopped));
        var rest = await slot.Source.RunAggregate(0, (count, frame) =>
        {
            frame.Dispose();
            return count + 1;
        }, Sys.Materializer());
        Assert.Equal(1, rest);
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public async Task When_the_pipeline_goes_nothing_is_kept_and_the_reader_is_reported()
    {
        var slot = NewestWins();
        var done = slot.Source.Take(1).RunForeach(frame => frame.Dispose(), Sys.Materializer());
        slot.Offer(NewFrame(0));
        await done;

        Assert.True(SpinWait.SpinUntil(() => !slot.Offer(NewFrame(1)), TimeSpan.FromSeconds(5)));
        Assert.True(SpinWait.SpinUntil(() => _pool.Rented == 0, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_camera_that_waits_for_its_turn_hands_in_its_newest_frame_when_it_comes()
    {
        var admission = new Turnstile(1);
        var (busy, waiting) = (NewestWins(admission), NewestWins(admission));
        var (first, second) = (Pipeline(busy), Pipeline(waiting));
        first.Request(1);
        busy.Offer(NewFrame(0));
        var held = first.ExpectNext();
        second.Request(1);
        for (var i = 1; i <= 9; i++)
        {
            waiting.Offer(NewFrame(i));
        }

        second.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        held.Dispose();

        Assert.Equal(9, second.Next());
        Assert.Equal(8, _counters.Dropped(DropReason.Newer));
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public void A_frame_that_waited_until_a_newer_one_was_due_is_left_out_and_the_next_one_comes_first()
    {
        var admission = new Turnstile(1);
        var slot = NewestWins(admission);
        var pipeline = Pipeline(slot);
        Assert.True(admission.TryEnter(() => { }));
        pipeline.Request(1);
        slot.Offer(NewFrame(10));
        slot.Offer(NewFrame(10.1));
        pipeline.ExpectNoMsg(TimeSpan.FromMilliseconds(200)); // it is in line by now
        _time.Advance(TimeSpan.FromSeconds(0.2));

        admission.Leave();

        Assert.True(admission.TryEnter(() => { })); // nobody has it
        admission.Leave();
        slot.Offer(NewFrame(10.2));
        Assert.Equal(10.2, pipeline.Next());
        Assert.Equal(2, _counters.Dropped(DropReason.Newer));
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public void Whose_turn_was_longest_ago_comes_first()
    {
        Turnstile turnstile = new(1);
        List<string> came = [];
        Assert.True(turnstile.TryEnter(() => { }));
        foreach (var (name, lastTurn) in new[] { ("often", 9L), ("often, too", 9L), ("seldom", 2L), ("never", 0L) })
        {
            Assert.False(turnstile.TryEnter(() => came.Add(name), lastTurn));
        }

        for (var i = 0; i < 4; i++)
        {
            turnstile.Leave();
        }

        Assert.Equal(["never", "seldom", "often", "often, too"], came);
    }

    [Fact]
    public async Task Cameras_take_turns_and_a_pipeline_that_goes_keeps_none()
    {
        const int cameras = 20;
        var admission = new Turnstile(1);
        var (inside, most) = (0, 0);
        var slots = Enumerable.Range(0, cameras).Select(_ => NewestWins(admission)).ToList();
        var pipelines = slots.Select((slot, i) => slot.Source.Take(i % 3 == 0 ? 3 : int.MaxValue).RunForeach(
            frame =>
            {
                lock (slots)
                {
                    most = Math.Max(most, ++inside);
                }

                Thread.SpinWait(1000);
                lock (slots)
                {
                    inside--;
                }

                frame.Dispose();
            },
            Sys.Materializer())).ToList();
        var offered = Enumerable.Range(0, 200).SelectMany(i => slots.Select(slot => slot.Offer(NewFrame(i)))).Count(taken => taken);
        slots.ForEach(slot => slot.Complete());
        await Task.WhenAll(pipelines);

        Assert.Equal(1, most);
        Assert.True(offered > cameras);
        Assert.True(SpinWait.SpinUntil(() => _pool.Rented == 0, TimeSpan.FromSeconds(5)));
        using var turns = new CountdownEvent(1);
        if (admission.TryEnter(() => turns.Signal()))
        {
            turns.Signal();
        }

        Assert.True(turns.Wait(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken), "A turn was lost.");
    }

    protected override Config? Config => TestKitTimeouts.Hocon;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    private FrameSlot NewestWins(Turnstile? admission = null) => new(1, newestWins: true, _counters, _time, admission);

    private TestSubscriber.Probe<Frame> Pipeline(FrameSlot slot) => this.Probe(slot.Source);

    private Frame NewFrame(double second)
    {
        var frame = _pool.Rent(16, 16);
        frame.Stamp(new CameraId("cam"), new StreamEpoch(1), TimeSpan.FromSeconds(second), DateTimeOffset.UnixEpoch, 0);
        return frame;
    }
}
