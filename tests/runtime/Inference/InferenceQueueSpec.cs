using Analytics.Runtime.Inference;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class InferenceQueueSpec
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public void Whatever_the_sizes_each_request_runs_once_in_a_batch_of_its_kind_that_is_not_too_large() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 4], Gen.Int[1, 5]).Sample(
            (capacity, workers, maxBatch) =>
            {
                const int producers = 6;
                const int each = 300;
                var runs = new int[producers * each];
                var faults = 0;
                using var queue = new InferenceQueue<Request>(
                    new InferenceQueueSizes("stress", capacity, workers, maxBatch), Request.Compatible, batch =>
                    {
                        foreach (ref readonly var request in batch)
                        {
                            Interlocked.Increment(ref runs[request.Id]);
                            if (request.Kind != batch[0].Kind || batch.Length > maxBatch)
                            {
                                Interlocked.Increment(ref faults);
                            }
                        }
                    });

                Task.WaitAll([.. Enumerable.Range(0, producers).Select(producer => Task.Run(async () =>
                {
                    for (var i = 0; i < each; i++)
                    {
                        var id = producer * each + i;
                        await queue.RunAsync(new Request(id, (producer + i) % 3), None);
                        Assert.Equal(1, Volatile.Read(ref runs[id]));
                    }
                }))]);

                Assert.Equal(0, faults);
                Assert.All(runs, count => Assert.Equal(1, count));
                Assert.Equal(0, queue.Length);
            },
            iter: 15,
            threads: 1);

    [Fact]
    public async Task Requests_that_wait_together_run_together_and_the_others_keep_their_order()
    {
        await using var gate = new Gate(capacity: 10, maxBatch: 3);
        var waiting = new[] { 0, 1, 0, 0, 1, 0 }.Select((kind, i) => gate.RunAsync(i, kind)).ToList();

        gate.Open();
        await Task.WhenAll(waiting);

        Assert.Equal([[0, 2, 3], [1, 4], [5]], gate.Batches.Skip(1));
    }

    [Fact]
    public async Task A_request_never_waits_for_a_batch_to_fill()
    {
        await using var queue = new InferenceQueue<Request>(new InferenceQueueSizes("one", 10, 1, 8), Request.Compatible, _ => { });

        await queue.RunAsync(new Request(0, 0), None).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_failure_is_that_of_its_batch_and_of_no_other()
    {
        await using var gate = new Gate(capacity: 10, maxBatch: 2) { Poison = 1 };
        var waiting = Enumerable.Range(0, 6).Select(i => gate.RunAsync(i)).ToList();

        gate.Open();
        await Task.WhenAll(waiting.Select(request => request.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal([true, true, false, false, false, false], waiting.Select(request => request.IsFaulted));
        Assert.Same(waiting[0].Exception!.InnerException, waiting[1].Exception!.InnerException);
        Assert.Equal("request 1 is poison", waiting[0].Exception!.InnerException!.Message);
        await gate.RunAsync(7);
    }

    [Fact]
    public async Task A_full_queue_holds_back_whoever_comes_later()
    {
        await using var gate = new Gate(capacity: 2, maxBatch: 1);
        var callers = Enumerable.Range(0, 10).Select(i => gate.RunAsync(i)).ToList();

        Assert.Equal(2, gate.Queue.Length);
        Assert.All(callers, caller => Assert.False(caller.IsCompleted));

        gate.Open();
        await Task.WhenAll(callers);
        Assert.Equal(11, gate.Batches.Count);
        Assert.True(gate.LongestQueue <= 2, $"{gate.LongestQueue} requests waited.");
    }

    [Fact]
    public async Task Who_gives_up_waiting_for_room_is_let_go_never_runs_and_takes_no_room_along()
    {
        await using var gate = new Gate(capacity: 1, maxBatch: 1);
        var waiting = gate.RunAsync(1);
        using var stop = new CancellationTokenSource();
        var impatient = gate.RunAsync(2, stop: stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.RunAsync(3, stop: stop.Token));
        gate.Open();
        await Task.WhenAll(waiting, gate.RunAsync(4));
        Assert.Equal([Gate.Held, 1, 4], gate.Batches.Select(batch => batch.Single()));
    }

    [Fact]
    public async Task Who_gives_up_at_any_moment_has_either_run_once_or_never_runs()
    {
        const int requests = 2_000;
        var runs = new int[requests];
        var queue = new InferenceQueue<Request>(
            new InferenceQueueSizes("hasty", 2, 2, 2), Request.Compatible, batch =>
            {
                foreach (ref readonly var request in batch)
                {
                    Interlocked.Increment(ref runs[request.Id]);
                }
            });
        await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, _) =>
        {
            using var stop = new CancellationTokenSource();
            var request = queue.RunAsync(new Request(id, 0), stop.Token).AsTask();
            await stop.CancelAsync();
            await request.ContinueWith(_ => { }, TaskScheduler.Default);
            runs[id] -= request.IsCompletedSuccessfully ? 1 : 0;
        });

        await queue.DisposeAsync();
        Assert.All(runs, left => Assert.Equal(0, left));
    }

    [Fact]
    public async Task What_was_taken_in_runs_although_its_caller_gives_up()
    {
        await using var gate = new Gate(capacity: 1, maxBatch: 1);
        using var stop = new CancellationTokenSource();
        var taken = gate.RunAsync(1, stop: stop.Token);

        await stop.CancelAsync();
        gate.Open();

        await taken;
        Assert.Equal([Gate.Held, 1], gate.Batches.Select(batch => batch.Single()));
    }

    [Fact]
    public async Task The_end_waits_for_what_was_taken_in_and_turns_the_others_away()
    {
        await using var gate = new Gate(capacity: 2, maxBatch: 1);
        var (taken, outside) = FillBeyond(gate);

        var end = gate.Queue.DisposeAsync().AsTask();
        Assert.False(end.IsCompleted);
        gate.Open();

        await end;
        await AssertOnlyTakenRan(gate, taken, outside);
    }

    [Fact]
    public async Task The_end_that_blocks_does_the_same()
    {
        await using var gate = new Gate(capacity: 2, maxBatch: 1);
        var (taken, outside) = FillBeyond(gate);

        var end = new Thread(gate.Queue.Dispose);
        end.Start();
        Assert.True(SpinWait.SpinUntil(() => end.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(10)));
        gate.Open();

        end.Join();
        await AssertOnlyTakenRan(gate, taken, outside);
    }

    [Fact]
    public async Task An_answer_can_be_taken_only_once()
    {
        await using var queue = new InferenceQueue<Request>(new InferenceQueueSizes("once", 4, 1, 1), Request.Compatible, _ => { });
        var first = queue.RunAsync(new Request(0, 0), None);
        await first;

        Assert.Throws<InvalidOperationException>(() => first.GetAwaiter().GetResult());

        // Had the second taking freed the ticket again, two requests would share it.
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => queue.RunAsync(new Request(i, 0), None).AsTask()))
            .WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void A_queue_without_room_workers_or_batch_is_refused(int capacity, int workers, int maxBatch) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new InferenceQueue<Request>(new InferenceQueueSizes("none", capacity, workers, maxBatch), Request.Compatible, _ => { }));

    private static (List<Task> Taken, List<Task> Outside) FillBeyond(Gate gate) =>
        ([gate.RunAsync(0), gate.RunAsync(1)], [gate.RunAsync(2), gate.RunAsync(3), gate.RunAsync(4)]);

    private static async Task AssertOnlyTakenRan(Gate gate, List<Task> taken, List<Task> outside)
    {
        await Task.WhenAll(taken);
        foreach (var caller in outside.Append(gate.RunAsync(5)))
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => caller);
        }

        Assert.Equal([Gate.Held, 0, 1], gate.Batches.Select(batch => batch.Single()));
    }

    private readonly record struct Request(int Id, int Kind)
    {
        public static bool Compatible(Request first, Request other) => first.Kind == other.Kind;
    }

    /// <summary>A queue whose only worker is busy with a first request until the gate opens; remembers the batches.</summary>
    private sealed class Gate : IAsyncDisposable
    {
        public const int Held = -1;
        private readonly ManualResetEventSlim _open = new();
        private readonly Task _held;

        public Gate(int capacity, int maxBatch)
        {
            using var busy = new ManualResetEventSlim();
            Queue = new InferenceQueue<Request>(
                new InferenceQueueSizes("gate", capacity, 1, maxBatch), Request.Compatible, batch => Run(batch, busy));
            _held = RunAsync(Held, Held);
            busy.Wait();
        }

        public InferenceQueue<Request> Queue { get; }

        public int? Poison { get; init; }

        public List<int[]> Batches { get; } = [];

        public int LongestQueue { get; private set; }

        public Task RunAsync(int id, int kind = 0, CancellationToken stop = default) =>
            Queue.RunAsync(new Request(id, kind), stop).AsTask();

        public void Open() => _open.Set();

        public async ValueTask DisposeAsync()
        {
            Open();
            await _held;
            await Queue.DisposeAsync();
            _open.Dispose();
        }

        private void Run(ReadOnlySpan<Request> batch, ManualResetEventSlim busy)
        {
            Batches.Add([.. batch.ToArray().Select(request => request.Id)]);
            if (batch[0].Id == Held)
            {
                busy.Set();
                _open.Wait();
            }

            LongestQueue = Math.Max(LongestQueue, Queue.Length);
            foreach (ref readonly var request in batch)
            {
                if (request.Id == Poison)
                {
                    throw new InvalidDataException($"request {request.Id} is poison");
                }
            }
        }
    }
}
