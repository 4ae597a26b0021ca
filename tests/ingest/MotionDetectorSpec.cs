using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Runtime.Frames;
using Xunit;

namespace Analytics.Tests.Ingest;

public sealed class MotionDetectorSpec
{
    private const int Side = 160; // 10 × 10 cells
    private readonly FramePool _pool = new();
    private readonly MotionDetector _detector = new(new IngestOptions());

    [Fact]
    public void The_first_frame_is_looked_at_and_the_same_again_only_after_the_revisit_interval()
    {
        Assert.Null(Skips(0));
        Assert.Equal(DropReason.Still, Skips(1));
        Assert.Equal(DropReason.Still, Skips(1.9));
        Assert.Null(Skips(2));
        Assert.Equal(DropReason.Still, Skips(3.9));
    }

    [Fact]
    public void A_cell_that_changed_is_worth_a_look_and_noise_is_not()
    {
        Skips(0);
        Assert.Null(Skips(0.2, changedCells: 1));
        Assert.Equal(DropReason.Still, Skips(0.4, changedCells: 1, noise: true));
    }

    [Fact]
    public void Slow_changes_add_up()
    {
        Skips(0);
        Assert.Equal(DropReason.Still, Skips(0.2, changedCells: 4, by: 3));
        Assert.Null(Skips(0.4, changedCells: 4, by: 6));
    }

    [Fact]
    public void Movement_waits_for_the_look_that_the_faces_ask_for()
    {
        Skips(0);
        Assert.Equal(DropReason.Calm, Skips(0.2, changedCells: 20, lookInterval: 0.3));
        Assert.Null(Skips(0.3, changedCells: 20, lookInterval: 0.3));
        Assert.Null(Skips(0.35, changedCells: 40));
    }

    [Fact]
    public void A_picture_that_is_mostly_new_is_looked_at_at_once()
    {
        Skips(0);
        Assert.Equal(DropReason.Calm, Skips(0.2, changedCells: 49, lookInterval: 0.6));
        Assert.Null(Skips(0.25, changedCells: 50, lookInterval: 0.6));
    }

    [Fact]
    public void A_new_epoch_and_a_new_size_are_looked_at_at_once()
    {
        Skips(0);
        Assert.Null(Skips(0.1, epoch: 2, lookInterval: 0.6));
        Assert.Null(Skips(0.2, epoch: 2, lookInterval: 0.6, side: 2 * Side));
    }

    private DropReason? Skips(
        double seconds, int changedCells = 0, int by = 100, bool noise = false, double lookInterval = 0, int epoch = 1, int side = Side)
    {
        using var frame = _pool.Rent(side, side);
        var at = TimeSpan.FromSeconds(seconds);
        frame.Stamp(new CameraId("door"), new StreamEpoch(epoch), at, DateTimeOffset.UnixEpoch + at, 0);
        var random = new Random(1);
        var columns = side / MotionDetector.Cell;
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var cell = y / MotionDetector.Cell * columns + x / MotionDetector.Cell;
                frame.I420[y * side + x] = (byte)(100 + (cell < changedCells ? by : 0) + (noise ? random.Next(-10, 11) : 0));
            }
        }

        return _detector.ReasonToDrop(frame, TimeSpan.FromSeconds(lookInterval));
    }
}
