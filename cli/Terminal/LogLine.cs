using Spectre.Console.Rendering;

namespace Analytics.Cli.Terminal;

/// <summary>
/// A line of the log above a live table. Spectre moves the cursor to the table's top and writes over what is there, so each row is
/// erased first; else the rest of the table's border would stand behind the text.
/// </summary>
internal sealed class LogLine(string text) : Renderable
{
    private const string EraseRow = "\u001b[2K";

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var row in text.Length == 0 ? [[]] : text.Chunk(Math.Max(maxWidth, 1)))
        {
            yield return Segment.Control(EraseRow);
            yield return new Segment(new string(row));
            yield return Segment.LineBreak;
        }
    }
}
