using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Cli.Terminal;
using Analytics.Host.Watch;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using Xunit;

namespace Analytics.Tests.Cli.Terminal;

public sealed partial class TerminalSpec
{
    private static readonly CameraRow PortProbe = new("door", "streaming", 25, 5, 0.2, 2, 1, "Monica");

    [Fact]
    public void A_log_event_is_one_line_with_time_level_place_and_cause()
    {
        var written = new StringWriter();
        using var provider = new LineLoggerProvider(Plain(written), new FakeTimeProvider(new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero)));

        provider.CreateLogger("Analytics.Ingest.CameraActor").LogWarning(
            new IOException("no\nroute"), "Camera {Camera} backs off", "rtsp://admin:s3cr@t@10.0.0.1/live");

        Assert.Equal(
            "03:04:05.678 warn  CameraActor: Camera rtsp://***@10.0.0.1/live backs off (IOException: no route)\n", written.ToString());
    }

    [Fact]
    public void The_table_has_a_row_for_each_camera()
    {
        using var console = new Recorder();
        console.Console.Write(LiveTable.Draw([PortProbe, PortProbe with { Camera = "[garage]", State = "backing off", LastName = null }]));

        var text = string.Join('\n', new Screen(console.Text).Lines);
        Assert.Matches(@"door\s+│ streaming\s+│\s+25\.0 │\s+5\.0 │\s+0\.2 │\s+2 │\s+1 │ Monica", text);
        Assert.Contains("[garage]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_line_goes_above_the_live_table()
    {
        using var console = new Recorder();
        var error = new StandardError(console.Writer, console.Console, interactive: true);
        using var stop = new CancellationTokenSource();
        var time = new FakeTimeProvider();
        var drawn = 0;
        IReadOnlyList<CameraRow> Rows()
        {
            drawn++;
            return [PortProbe with { Tracks = drawn }];
        }

        var table = new LiveTable(error, Rows, time).RunAsync(stop.Token);
        await Until(() => drawn > 1, time);
        error.WriteLine("a line of the log");
        var before = drawn;
        await Until(() => drawn > before, time);
        await stop.CancelAsync();
        await table;

        // The line stands alone, and below it the one table, drawn anew.
        var screen = new Screen(console.Text);
        Assert.Equal("a line of the log", screen.Lines[0]);
        Assert.StartsWith("╭", screen.Lines[1], StringComparison.Ordinal);
        Assert.Single(screen.Lines, line => line.Contains("door", StringComparison.Ordinal));
        Assert.StartsWith("╰", screen.Lines[^1], StringComparison.Ordinal);

        error.WriteLine("after");
        Assert.EndsWith("after\n", console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_terminal_there_is_a_line_at_each_change_and_each_ten_seconds()
    {
        var written = new StringWriter();
        var time = new FakeTimeProvider();
        var row = PortProbe;
        var lines = new StatusLines(Plain(written), () => [row], time);

        lines.Report();
        time.Advance(TimeSpan.FromSeconds(3));
        lines.Report();
        row = PortProbe with { State = "stalled", FpsIn = 0 };
        lines.Report();
        time.Advance(TimeSpan.FromSeconds(10));
        lines.Report();

        Assert.Equal(
            """
            door: streaming, 25.0 fps in, 5.0 analysed, 0.2 dropped, 2 faces, 1 tracks, last name Monica
            door: stalled, 0.0 fps in, 5.0 analysed, 0.2 dropped, 2 faces, 1 tracks, last name Monica
            door: stalled, 0.0 fps in, 5.0 analysed, 0.2 dropped, 2 faces, 1 tracks, last name Monica

            """,
            written.ToString());
    }

    private static async Task Until(Func<bool> done, FakeTimeProvider time)
    {
        for (var i = 0; i < 500 && !done(); i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(2);
        }

        Assert.True(done());
    }

    private static StandardError Plain(TextWriter writer) =>
        new(writer, AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) }), interactive: false);

    /// <summary>What a terminal shows after <c>text</c>: moves up, erased lines and colours are carried out.</summary>
    private sealed partial class Screen
    {
        public Screen(string text)
        {
            List<StringBuilder> lines = [new()];
            var (row, column) = (0, 0);
            foreach (System.Text.RegularExpressions.Match part in Parts().Matches(text))
            {
                switch (part.Value)
                {
                    case "\n":
                        (row, column) = (row + 1, 0);
                        if (row == lines.Count)
                        {
                            lines.Add(new());
                        }

                        break;
                    case "\r":
                        column = 0;
                        break;
                    case [.., 'A'] when part.Groups[1].Success:
                        row -= int.Parse("0" + part.Groups[1].Value, CultureInfo.InvariantCulture);
                        break;
                    case [.., 'K'] when part.Groups[1].Success:
                        lines[row].Clear();
                        break;
                    case ['\u001b', ..]:
                        break;
                    default:
                        lines[row].Append(' ', Math.Max(0, column - lines[row].Length))
                            .Remove(column, Math.Min(1, lines[row].Length - column)).Insert(column, part.Value);
                        column++;
                        break;
                }
            }

            Lines = [.. lines.Select(line => line.ToString().TrimEnd()).Where(line => line.Length > 0)];
        }

        public IReadOnlyList<string> Lines { get; }

        [GeneratedRegex(@"\u001b\[([0-9;?]*)[A-Za-z]|.|\n", RegexOptions.Singleline)]
        private static partial Regex Parts();
    }

    /// <summary>A terminal of 100 columns that keeps what is written to it.</summary>
    private sealed class Recorder : IDisposable
    {
        public Recorder()
        {
            Console = AnsiConsole.Create(new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.Standard,
                Interactive = InteractionSupport.Yes,
                Out = new AnsiConsoleOutput(Writer),
            });
            Console.Profile.Width = 100;
        }

        public StringWriter Writer { get; } = new();

        public IAnsiConsole Console { get; }

        public string Text => Writer.ToString();

        public void Dispose() => Writer.Dispose();
    }
}
