using System.Collections.Concurrent;
using Analytics.Contracts;
using Xunit;
using static Analytics.Tests.Bus.EventSourceSpec;

namespace Analytics.Tests.Bus;

/// <summary>Partitions that move between processes.</summary>
[Collection(nameof(KafkaServer))]
[FullTier]
public sealed class KafkaRebalanceSpec(KafkaServer server, FolderFixture folder) : IClassFixture<FolderFixture>
{
    private const int Cameras = 20;
    private const int Times = 200; // many more than a worker takes: its partition is paused
    private readonly KafkaRig _rig = new(server, folder.Create(Guid.NewGuid().ToString("N")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_partition_that_was_paused_when_it_was_taken_away_is_read_on_when_it_comes_back()
    {
        server.SkipUnlessReal();
        await _rig.EnsureTopicsAsync();
        await using (var publisher = _rig.NewPublisher())
        {
            for (var i = 0; i < Cameras * Times; i++)
            {
                await publisher.PublishAsync(At(i / Cameras, $"camera {i % Cameras}"), Token);
            }
        }

        TaskCompletionSource mayRead = new(), never = new();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var stopOther = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ConcurrentDictionary<(CameraId, TimeSpan), bool> read = [];
        ConcurrentQueue<int> opened = [], openedByOther = [];
        var reading = ReadAsync(opened, mayRead, stop.Token);
        await UntilAsync(() => opened.Count == 3);
        await Task.Delay(TimeSpan.FromSeconds(2), Token); // its partitions are full
        var other = ReadAsync(openedByOther, never, stopOther.Token);
        await UntilAsync(() => !openedByOther.IsEmpty);
        await stopOther.CancelAsync();
        await other;
        await UntilAsync(() => opened.Count == 4);

        mayRead.SetResult();

        await UntilAsync(() => read.Count == Cameras * Times);
        await stop.CancelAsync();
        await reading;

        Task ReadAsync(ConcurrentQueue<int> partitions, TaskCompletionSource gate, CancellationToken end) => _rig.NewSource().ReadAsync(
            (partition, _) =>
            {
                partitions.Enqueue(partition);
                return new Recorder(
                    @event =>
                    {
                        gate.Task.Wait(end);
                        read.TryAdd((@event.Camera, ((CameraProgressed)@event).MediaTime), true);
                    },
                    _ => { });
            },
            end);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Token);
        timeout.CancelAfter(KafkaRig.Timeout);
        while (!holds())
        {
            await Task.Delay(50, timeout.Token);
        }
    }
}
