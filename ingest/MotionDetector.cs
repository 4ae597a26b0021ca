using Analytics.Contracts;
using Analytics.Runtime.Frames;

namespace Analytics.Ingest;

/// <summary>
/// Decides whether a frame is worth a look: from luma alone whether it shows something new, and how soon from what those in view need.
/// The picture is reduced to the means of cells of 16 × 16 pixels, which takes sensor noise out, and compared with the last frame that
/// was let through, so that slow changes add up.
/// </summary>
internal sealed class MotionDetector(IngestOptions options)
{
    /// <summary>Side of a cell in pixels.</summary>
    public const int Cell = 16;

    private byte[] _reference = [];
    private byte[] _current = [];
    private bool _seen;
    private StreamEpoch _epoch;
    private int _width;
    private int _height;
    private TimeSpan _lastLook;

    /// <summary>
    /// Why the frame is not worth analysing; null when it is: the first of its kind, moving, or due for another look.
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="lookInterval">How soon the faces of the last look should be looked at again.</param>
    public DropReason? ReasonToDrop(Frame frame, TimeSpan lookInterval)
    {
        var fresh = !_seen || frame.Epoch != _epoch || frame.Width != _width || frame.Height != _height;
        var sinceLook = frame.MediaTime - _lastLook;
        var cells = CellCount(frame.Width, frame.Height);
        if (fresh && _reference.Length != cells)
        {
            _reference = new byte[cells];
            _current = new byte[cells];
        }

        Reduce(frame.Luma, frame.Width, frame.Height, _current);
        if (!fresh && sinceLook < options.RevisitInterval)
        {
            var difference = Compare(_reference, _current, options.MotionCellThreshold);
            if (!IsMoving(difference, options))
            {
                return DropReason.Still;
            }

            if (sinceLook < lookInterval && difference.ChangedShare < options.NewSceneArea)
            {
                return DropReason.Calm;
            }
        }

        (_seen, _epoch, _width, _height, _lastLook) = (true, frame.Epoch, frame.Width, frame.Height, frame.MediaTime);
        (_reference, _current) = (_current, _reference);
        return null;
    }

    /// <summary>Cells of a picture; a rest of less than a cell at the right or lower edge is left out.</summary>
    public static int CellCount(int width, int height) => Math.Max(1, width / Cell) * Math.Max(1, height / Cell);

    /// <summary>Writes the mean luma of each cell, from every second pixel of every second row.</summary>
    /// <param name="luma"><c>byte[width × height]</c>.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="cells"><c>byte[CellCount(width, height)]</c>, row by row.</param>
    public static void Reduce(ReadOnlySpan<byte> luma, int width, int height, Span<byte> cells)
    {
        var columns = Math.Max(1, width / Cell);
        var rows = Math.Max(1, height / Cell);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var sum = 0;
                var count = 0;
                for (var y = row * Cell; y < Math.Min(height, (row + 1) * Cell); y += 2)
                {
                    var from = y * width + column * Cell;
                    var line = luma.Slice(from, Math.Min(Cell, width - column * Cell));
                    for (var x = 0; x < line.Length; x += 2)
                    {
                        sum += line[x];
                        count++;
                    }
                }

                cells[row * columns + column] = (byte)(sum / count);
            }
        }
    }

    /// <summary>How two reduced pictures differ.</summary>
    /// <param name="before">Cell means.</param>
    /// <param name="after">Cell means, as many.</param>
    /// <param name="threshold">Luma levels from which a cell counts as changed.</param>
    public static (double ChangedShare, double MeanDifference) Compare(
        ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, double threshold)
    {
        var changed = 0;
        var sum = 0;
        for (var i = 0; i < before.Length; i++)
        {
            var difference = Math.Abs(before[i] - after[i]);
            sum += difference;
            changed += difference >= threshold ? 1 : 0;
        }

        return ((double)changed / before.Length, (double)sum / before.Length);
    }

    /// <summary>Whether a difference counts as movement: some cells clearly, or many slightly.</summary>
    public static bool IsMoving((double ChangedShare, double MeanDifference) difference, IngestOptions options) =>
        (difference.ChangedShare > 0 && difference.ChangedShare >= options.MotionArea)
        || difference.MeanDifference >= options.MotionMeanThreshold;
}
