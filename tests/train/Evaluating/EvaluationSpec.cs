using Analytics.Train.Evaluating;
using Xunit;

namespace Analytics.Train.Tests;

public sealed class EvaluationSpec
{
    [Fact]
    public void Average_precision_is_the_area_under_the_best_precision_to_the_right()
    {
        // Found, not, found, not, found, of four faces: precision 1, 2/3 and 3/5 at recalls 1/4, 2/4 and 3/4; the fourth is never found.
        (float, bool)[] detections = [(0.9f, true), (0.8f, false), (0.7f, true), (0.6f, false), (0.5f, true)];
        Assert.Equal((1 + 2 / 3.0 + 3 / 5.0) / 4, DetectorEvaluation.AveragePrecision(detections, 4), 1e-9);
    }

    [Fact]
    public void A_detector_that_answers_nothing_has_no_average_precision() =>
        Assert.Equal(0, DetectorEvaluation.AveragePrecision([], 4));

    [Fact]
    public void A_threshold_lets_at_most_its_rate_through()
    {
        var counts = new long[20_000];
        counts[10_000] = 989; // similarity 0
        counts[15_000] = 10; // 0.5
        counts[18_000] = 1; // 0.8
        Assert.Equal(0.5001f, EmbedderEvaluation.ThresholdAt(counts, 0.001), 1e-5f);
        Assert.Equal(0.0001f, EmbedderEvaluation.ThresholdAt(counts, 0.011), 1e-5f);
        Assert.Equal(0.8001f, EmbedderEvaluation.ThresholdAt(counts, 0.0005), 1e-5f);
    }
}
