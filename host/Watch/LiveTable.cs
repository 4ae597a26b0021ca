using System.Globalization;
using Analytics.Cli.Terminal;
using Spectre.Console;

namespace Analytics.Host.Watch;

/// <summary>A table of the cameras on a terminal, redrawn in place four times a second.</summary>
public sealed class LiveTable(StandardError error, Func<IReadOnlyList<CameraRow>> rows, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    /// <summary>Shows the table until <paramref name="stop"/> is cancelled; the last state stays on the screen.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var shown = error.ShowTable();
        await error.Console.Live(Draw(rows()))
            .AutoClear(false)
            .Overflow(VerticalOverflow.Ellipsis)
            .Cropping(VerticalOverflowCropping.Bottom)
            .StartAsync(async live =>
            {
                using var timer = new PeriodicTimer(Period, time);
                while (await TickAsync(timer, stop))
                {
                    live.UpdateTarget(Draw(rows()));
                }

                live.UpdateTarget(Draw(rows()));
            });
    }

    /// <summary>The table of <paramref name="rows"/>.</summary>
    public static Table Draw(IReadOnlyList<CameraRow> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("camera", "state");
        foreach (var number in (string[])["fps in", "analysed", "dropped", "faces", "tracks"])
        {
            table.AddColumn(number, column => column.RightAligned());
        }

        table.AddColumn("last name");
        foreach (var row in rows)
        {
            table.AddRow(
                Words(row.Camera), Words(row.State, new Style(Colour(row.State))), Number(row.FpsIn), Number(row.FpsAnalysed),
                Number(row.FpsDropped), Number(row.Faces), Number(row.Tracks), Words(row.LastName ?? ""));
        }

        return table;
    }

    internal static async ValueTask<bool> TickAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static Text Words(string text, Style? style = null) => new(TerminalText.Line(text), style);

    private static Text Number(double value) => new(value.ToString("0.0", CultureInfo.InvariantCulture));

    private static Text Number(int value) => new(value.ToString(CultureInfo.InvariantCulture));

    private static Color Colour(string state) => state.ToUpperInvariant() switch
    {
        "STREAMING" => Color.Green,
        "CONNECTING" => Color.Yellow,
        "STOPPED" or "ENDED" => Color.Grey,
        _ => Color.Red,
    };
}
