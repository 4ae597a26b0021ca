using Analytics.Runtime.Inference;
using Xunit;

namespace Analytics.Tests.Runtime;

/// <summary>Counts what the whole process allocates, so no other spec may run beside it.</summary>
[Collection(Alone.Name)]
public sealed class InferenceAllocationSpec
{
    private const int Callers = 3;

    [Fact]
    public async Task In_the_steady_state_a_request_allocates_nothing()
    {
        await using var queue = new InferenceQueue<int>(new InferenceQueueSizes("steady", 8, 2, 4), static (_, _) => true, static _ => { });
        await SendAsync(queue, 5_000);
        const int requests = 20_000;

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await SendAsync(queue, requests);
        var perRequest = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(requests * Callers);

        Assert.True(perRequest < 1, $"A request allocates {perRequest:0.0} bytes.");
    }

    // Fewer callers than there is room: nobody waits for it, which is where memory would be needed.
    private static Task SendAsync(InferenceQueue<int> queue, int requests) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
    {
        for (var i = 0; i < requests; i++)
        {
            await queue.RunAsync(i, CancellationToken.None);
        }
    })));
}
