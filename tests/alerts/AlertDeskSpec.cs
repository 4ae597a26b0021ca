using System.Text.Json;
using Analytics.Alerts;
using Analytics.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Alerts;

public sealed class AlertDeskSpec : IDisposable
{
    private const string Name = "alerts.jsonl";
    private readonly FullDisk _disk = new();
    private readonly FakeTimeProvider _time = new();
    private readonly TempFolder _folder = new();
    private readonly Lines _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_alert_whose_snapshot_cannot_be_saved_has_its_line_all_the_same()
    {
        await File.WriteAllTextAsync(_folder.File("snapshots"), "in the way", Token);
        await using var desk = NewDesk();

        await desk.SendAsync(AlertOf("a"), Token);

        Assert.Equal(JsonValueKind.Null, Assert.Single(Written()).GetProperty("snapshot").ValueKind);
        Assert.Equal(1, desk.Waiting);
    }

    [Fact]
    public async Task A_snapshot_is_saved_once_it_can_be()
    {
        await File.WriteAllTextAsync(_folder.File("snapshots"), "in the way", Token);
        await using var desk = NewDesk();
        await desk.SendAsync(AlertOf("a", crop: 1), Token);
        await desk.SendAsync(AlertOf("a", crop: 2), Token);

        File.Delete(_folder.File("snapshots"));
        Assert.True(await desk.CompleteAsync());

        var picture = Assert.Single(Directory.EnumerateFiles(_folder.File("snapshots"), "*.jpg", SearchOption.AllDirectories));
        Assert.Equal([2], await File.ReadAllBytesAsync(picture, Token));
    }

    [Fact]
    public async Task Snapshots_that_are_lost_are_a_failure_in_the_end()
    {
        await File.WriteAllTextAsync(_folder.File("snapshots"), "in the way", Token);
        await using var desk = NewDesk();
        await desk.SendAsync(AlertOf("a"), Token);

        Assert.False(await desk.CompleteAsync());

        Assert.Contains(
            _log.Of(LogLevel.Error), line => line.StartsWith("0 alerts and 1 snapshots could not be written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Alerts_that_a_full_disk_does_not_take_are_written_in_their_order_once_there_is_room()
    {
        await using var desk = NewDesk();
        await desk.SendAsync(AlertOf("a"), Token);
        _disk.Capacity = _disk[Name].Length + 20;
        await desk.SendAsync(AlertOf("b"), Token);
        await desk.SendAsync(AlertOf("c"), Token);
        Assert.Equal(["a"], Ids());

        _disk.Capacity = int.MaxValue;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(SpinWait.SpinUntil(() => desk.Waiting == 0, TimeSpan.FromSeconds(30)));
        await desk.SendAsync(AlertOf("d"), Token);

        Assert.Equal(["a", "b", "c", "d"], Ids());
        Assert.Single(_log.Of(LogLevel.Error));
        Assert.True(await desk.CompleteAsync());
    }

    [Fact]
    public async Task What_waits_is_tried_a_last_time_and_lost_with_a_word_where_that_fails()
    {
        _disk.Capacity = 20;
        await using var desk = NewDesk();
        await desk.SendAsync(AlertOf("a"), Token);

        Assert.False(await desk.CompleteAsync());

        Assert.Equal("", _disk[Name]);
        Assert.Contains(
            _log.Of(LogLevel.Error), line => line.StartsWith("1 alerts and 0 snapshots could not be written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Beyond_what_is_kept_the_next_alert_waits()
    {
        _disk.Capacity = 0;
        await using var desk = NewDesk(room: 2);
        await desk.SendAsync(AlertOf("a"), Token);
        await desk.SendAsync(AlertOf("b"), Token);

        var third = desk.SendAsync(AlertOf("c"), Token).AsTask();
        Assert.False(third.IsCompleted);
        _disk.Capacity = int.MaxValue;
        _time.Advance(TimeSpan.FromSeconds(1));
        await third;

        Assert.Equal(["a", "b", "c"], Ids());
    }

    [Fact]
    public async Task Without_room_an_alert_is_sent_once_it_is_written_and_one_that_was_given_up_is_nobodys()
    {
        _disk.Capacity = 0;
        await using var desk = NewDesk(room: 0);
        using var cancellationToken = new CancellationTokenSource();
        var sending = desk.SendAsync(AlertOf("a"), cancellationToken.Token).AsTask();
        Assert.False(sending.IsCompleted);

        await cancellationToken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        _disk.Capacity = int.MaxValue;

        Assert.True(await desk.CompleteAsync());
        Assert.Empty(Ids());
    }

    [Fact]
    public async Task Without_room_an_alert_that_nobody_reads_any_more_is_not_acknowledged()
    {
        await using AlertDesk desk = new(
            new AlertJsonLines(new BrokenPipe()), new SnapshotStore(_folder.Path), room: 0, () => { }, _time, _log);
        using var cancellationToken = new CancellationTokenSource();

        var first = desk.SendAsync(AlertOf("a"), cancellationToken.Token).AsTask();
        var second = desk.SendAsync(AlertOf("b"), cancellationToken.Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(first.IsCompleted || second.IsCompleted);
        await cancellationToken.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    private AlertDesk NewDesk(int room = AlertDesk.ManyLines) => new(
        new AlertJsonLines(new LineFile(Name, _disk)), new SnapshotStore(_folder.Path), room, () => { }, _time, _log);

    private sealed class BrokenPipe : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe", StandardOutput.BrokenPipe);
    }

    private List<JsonElement> Written() =>
        [.. _disk[Name].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private IEnumerable<string?> Ids() => Written().Select(alert => alert.GetProperty("id").GetString());

    private static Alert AlertOf(string id, byte crop = 1) => SampleAlert.Ann with { Id = id, Crop = new[] { crop } };
}
