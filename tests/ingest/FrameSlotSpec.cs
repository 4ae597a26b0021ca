using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Runtime.Frames;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class FrameSlotSpec : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("slot");
    private readonly CameraCounters _counters = new(new CameraId("cam"));
    private readonly FramePool _pool = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _system.Dispose();
    }

    [Fact]
    public async Task Where_the_newest_wins_a_slow_pipeline_gets_the_newest_and_every_other_frame_is_counted()
    {
        var slot = new FrameSlot(1, newestWins: true, _counters);
        using var gate = new SemaphoreSlim(0);
        var taken = new List<int>();
        using var firstTaken = new ManualResetEventSlim();
        var done = slot.Source.RunForeach(
            frame =>
            {
                lock (taken)
                {
                    taken.Add((int)frame.MediaTime.TotalSeconds);
                }

                frame.Dispose();
                firstTaken.Set();
                gate.Wait();
            },
            _system.Materializer());

        const int sent = 100;
        Assert.True(slot.Offer(NewFrame(0)));
        firstTaken.Wait(TestContext.Current.CancellationToken);
        for (var i = 1; i < sent; i++)
        {
            Assert.True(slot.Offer(NewFrame(i)));
        }

        slot.Complete();
        gate.Release(sent);
        await done;

        Assert.Equal(sent, taken.Count + _counters.Dropped(DropReason.Newer));
        Assert.Equal(sent - 1, taken[^1]);
        Assert.True(taken.Count <= 4, $"{taken.Count} frames waited somewhere.");
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public async Task Where_nothing_may_be_lost_the_reader_is_held_back()
    {
        var slot = new FrameSlot(2, newestWins: false, _counters);
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
                _system.Materializer());
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
        var slot = new FrameSlot(1, newestWins: false, _counters);
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
        }, _system.Materializer());
        Assert.Equal(1, rest);
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public async Task When_the_pipeline_goes_nothing_is_kept_and_the_reader_is_told()
    {
        var slot = new FrameSlot(1, newestWins: true, _counters);
        var done = slot.Source.Take(1).RunForeach(frame => frame.Dispose(), _system.Materializer());
        slot.Offer(NewFrame(0));
        await done;

        Assert.True(SpinWait.SpinUntil(() => !slot.Offer(NewFrame(1)), TimeSpan.FromSeconds(5)));
        Assert.True(SpinWait.SpinUntil(() => _pool.Rented == 0, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_camera_that_waits_for_its_turn_hands_in_its_newest_frame_when_it_comes()
    {
        var admission = new Turnstile(1);
        var (busy, waiting) = (new FrameSlot(1, newestWins: true, _counters, admission), new FrameSlot(1, newestWins: true, _counters, admission));
        var first = new TaskCompletionSource<Frame>();
        var taken = new List<int>();
        var ended = Task.WhenAll(
            busy.Source.RunForeach(first.SetResult, _system.Materializer()),
            waiting.Source.RunForeach(frame =>
            {
                taken.Add((int)frame.MediaTime.TotalSeconds);
                frame.Dispose();
            }, _system.Materializer()));
        busy.Offer(NewFrame(0));
        var held = await first.Task;
        for (var i = 1; i <= 9; i++)
        {
            waiting.Offer(NewFrame(i));
        }

        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Empty(taken);
        held.Dispose();
        busy.Complete();
        waiting.Complete();
        await ended;

        Assert.Equal([9], taken);
        Assert.Equal(8, _counters.Dropped(DropReason.Newer));
        Assert.Equal(0, _pool.Rented);
    }

    [Fact]
    public async Task A_frame_that_waited_until_a_newer_one_was_due_is_left_out_and_the_next_one_comes_first()
    {
        var admission = new Turnstile(1);
        var slot = new FrameSlot(1, newestWins: true, _counters, admission);
        var taken = new List<double>();
        var ended = slot.Source.RunForeach(
            frame =>
            {
                taken.Add(frame.MediaTime.TotalSeconds);
                frame.Dispose();
            },
            _system.Materializer());
        Assert.True(admission.TryEnter(() => { }));
        slot.Offer(NewFrame(10));
        slot.Offer(NewFrame(10.1));
        await Task.Delay(200, TestContext.Current.CancellationToken);

        admission.Leave();

        Assert.True(admission.TryEnter(() => { })); // nobody has it
        admission.Leave();
        slot.Offer(NewFrame(10.2));
        slot.Complete();
        await ended;
        Assert.Equal([10.2], taken);
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
        var slots = Enumerable.Range(0, cameras).Select(_ => new FrameSlot(1, newestWins: true, _counters, admission)).ToList();
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
            _system.Materializer())).ToList();
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

    private Frame NewFrame(double second)
    {
        var frame = _pool.Rent(16, 16);
        frame.Stamp(new CameraId("cam"), new StreamEpoch(1), TimeSpan.FromSeconds(second), DateTimeOffset.UnixEpoch, 0);
        return frame;
    }
}
