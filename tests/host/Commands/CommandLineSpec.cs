using System.CommandLine;
using System.Text.Json.Nodes;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Host;
using Analytics.Host.Commands;
using Analytics.Host.Commands.Config;
using Analytics.Host.Watch;
using Xunit;

namespace Analytics.Tests.Host;

public sealed class CommandLineSpec
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly List<WatchRequest> _watched = [];

    [Fact]
    public async Task Watch_gets_all_that_was_asked()
    {
        var code = await Run(
            "watch", "rtsp://a/1", "b.mp4", "--people", "people", "--models", "omz", "--alerts", "-", "--annotate", "x.mp4", "--fps", "7.5",
            "--realtime",
            "--data", "/tmp/d", "--otlp", "http://localhost:4318");

        Assert.Equal(0, code);
        var settings = Assert.Single(_watched);
        Assert.Equal(["rtsp://a/1", "b.mp4"], settings.Sources);
        Assert.Equal(
            new WatchRequest(settings.Sources, "people", "omz", "-", "x.mp4", 7.5, true, "/tmp/d", null, new("http://localhost:4318")),
            settings);
    }

    [Theory]
    [InlineData("watch", "error: Required argument 'SOURCE' missing for command: 'watch'.")]
    [InlineData("watch a --poeple x", "error: unknown option '--poeple'. Did you mean '--people'?")]
    [InlineData("watch a --fps 0", "error: --fps 0: it must be 0.1 to 60.")]
    [InlineData("watch a --fps quick", "error: --fps quick: it must be 0.1 to 60.")]
    [InlineData("watch a --annotate x.avi", "error: --annotate x.avi: the name must end in .mp4.")]
    [InlineData("watch a --otlp collector", "error: --otlp collector: write an http:// or https:// address")]
    [InlineData("watch a --config /no.json", "error: configuration file '/no.json' does not exist.")]
    [InlineData(
        "watch a --set Alerts:Snapshot=true",
        "error: --set Alerts:Snapshot: unknown key 'Alerts:Snapshot'. Did you mean 'Alerts:Snapshots'?")]
    [InlineData("wach a", "error: unknown command 'wach'. Did you mean 'watch'?")]
    [InlineData("", "error: name a command: watch, config.")]
    [InlineData("config check /no.json", "error: configuration file '/no.json' does not exist.")]
    public async Task Bad_input_is_one_clean_line_and_exit_code_2(string line, string explanation)
    {
        Assert.Equal(2, await Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.StartsWith(explanation, _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
        Assert.Empty(_watched);
    }

    [Fact]
    public async Task An_error_of_the_user_inside_a_command_is_a_clean_line_without_credentials()
    {
        var code = await Run((_, _, _) => throw new InvalidException("camera rtsp://me:pw@host/x is no stream"), "watch", "a");
        Assert.Equal(2, code);
        Assert.Equal("error: camera rtsp://***@host/x is no stream\n", _error.ToString());
    }

    [Fact]
    public async Task A_fault_of_the_program_is_reported_in_full_and_exit_code_1()
    {
        Assert.Equal(1, await Run((_, _, _) => throw new InvalidOperationException("the impossible"), "watch", "a"));
        Assert.Contains("the impossible", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("   at ", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_to_stop_reaches_the_command()
    {
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var running = Run(
            async (_, _, cancellationToken) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
                return 0;
            },
            stop.Token,
            "watch", "a");
        await started.Task;
        await stop.CancelAsync();
        Assert.Equal(0, await running);
    }

    [Theory]
    [InlineData("watch --help", "./analytics watch rtsp://")]
    [InlineData("config show --help", "./analytics config show")]
    [InlineData("config check -h", "./analytics config check site.json")]
    [InlineData("--help", "./analytics watch")]
    public async Task Help_ends_with_examples(string line, string example)
    {
        Assert.Equal(0, await Run(line.Split(' ')));
        Assert.Contains($"Examples:\n  {example[..11]}", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(example, _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_show_prints_JSON_and_where_values_came_from()
    {
        using var file = new TempFile("""{ "Telemetry": { "OtlpHeaders": "key=hunter2" } }""");
        Assert.Equal(0, await Run("config", "show", "--config", file.Path, "--set", "Alerts:Snapshots=false"));

        var json = JsonNode.Parse(_output.ToString())!;
        Assert.False((bool)json["Alerts"]!["Snapshots"]!);
        Assert.Equal("***", (string?)json["Telemetry"]!["OtlpHeaders"]);
        Assert.Equal($"Alerts:Snapshots from --set Alerts:Snapshots\nTelemetry:OtlpHeaders from {file.Path}\n", _error.ToString());
    }

    private Task<int> Run(params string[] arguments) => Run(
        (settings, _, _) =>
        {
            _watched.Add(settings);
            return Task.FromResult(0);
        },
        arguments);

    private Task<int> Run(CommandHandler<WatchRequest> watch, params string[] arguments) => Run(watch, CancellationToken.None, arguments);

    private Task<int> Run(CommandHandler<WatchRequest> watch, CancellationToken stop, params string[] arguments) =>
        CommandRunner.RunAsync(
            AnalyticsCommand.Create(WatchCommand.Create(watch), ConfigCommand.Create()), arguments, _output, _error, stop);
}
