using System.Text.Json;
using Analytics.Bus;
using Analytics.Cli;
using Analytics.Host;
using Analytics.Host.Commands.Dlq;
using Analytics.Tests.Bus;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Host.Commands.Dlq;

/// <summary><c>analytics dlq</c> on what matching has put aside.</summary>
[Collection(nameof(KafkaServer))]
[FullTier]
public sealed class DlqCommandSpec(KafkaServer server, FolderFixture folder) : IClassFixture<FolderFixture>
{
    private readonly KafkaOptions _options = server.NewOptions();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dead_letters_are_listed_and_shown_and_sent_again_once_what_was_wrong_was_put_right()
    {
        await server.EnsureTopicsAsync(_options);
        var publisher = new KafkaPublisher(
            KafkaServer.Clients(_options), _options, folder.Create("spool"), TimeProvider.System, NullLogger<KafkaPublisher>.Instance);
        await publisher.PublishAsync(EventSourceSpec.At(1, "gate"), Token);
        await publisher.DisposeAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        stop.CancelAfter(TimeSpan.FromSeconds(60));
        var refuse = true;
        var put = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = new KafkaEventSource(
            KafkaServer.Clients(_options), _options, TimeProvider.System, NullLogger<KafkaEventSource>.Instance);
        var reading = source.ReadAsync((_, _) => new EventSourceSpec.Recorder(_ => taken.TrySetResult())
        {
            Fault = _ =>
            {
                put.TrySetResult();
                return Volatile.Read(ref refuse) ? "of another model" : null;
            },
        }, stop.Token);
        await put.Task.WaitAsync(stop.Token);

        JsonElement letter;
        do
        {
            stop.Token.ThrowIfCancellationRequested();
            var (_, json) = await RunAsync("dlq", "list", "--output", "json");
            letter = JsonDocument.Parse(json).RootElement.GetProperty("letters").EnumerateArray().FirstOrDefault();
        }
        while (letter.ValueKind == JsonValueKind.Undefined);

        var id = letter.GetProperty("id").GetString()!;
        var (_, shown) = await RunAsync("dlq", "show", id);
        Assert.Equal("gate", letter.GetProperty("camera").GetString());
        Assert.Contains($"{id}: of another model", shown, StringComparison.Ordinal);
        Assert.Contains("type: analytics.camera.progressed.v1", shown, StringComparison.Ordinal);
        Assert.Contains("it can be read", shown, StringComparison.Ordinal);

        Volatile.Write(ref refuse, false);
        Assert.Equal((0, "1 sent again.\n"), await RunAsync("dlq", "replay", id));
        Assert.Equal((0, "1 sent again.\n"), await RunAsync("dlq", "replay", "--all")); // twice does no harm
        await taken.Task.WaitAsync(stop.Token);
        await stop.CancelAsync();
        await reading;
    }

    [Theory]
    [InlineData("dlq show 0/999999", "There is no dead letter '0/999999'")]
    [InlineData("dlq show 999/0", "There is no dead letter '999/0'")]
    [InlineData("dlq replay letter", "There is no dead letter 'letter'")]
    [InlineData("dlq replay", "or use --all")]
    [InlineData("dlq list --limit 0", "--limit 0: it must be 1 to 100000.")]
    public async Task What_cannot_be_done_is_reported(string line, string explanation)
    {
        await server.EnsureTopicsAsync(_options);

        var (code, text) = await RunAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(explanation, text, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        using var text = new StringWriter();
        var code = await CommandRunner.RunAsync(
            AnalyticsCommand.Create(DlqCommand.Create()),
            [.. arguments, "--set", $"Bus:Kafka:Servers={server.Servers}", "--set", $"Bus:Kafka:Prefix={_options.Prefix}"], text, text,
            Token);
        return (code, text.ToString());
    }
}
