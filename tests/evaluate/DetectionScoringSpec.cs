using Analytics.Contracts;
using Analytics.Evaluate;
using Analytics.Runtime.Frames;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Evaluate;

public sealed class DetectionScoringSpec
{
    private static readonly Gen<Box> AnyBox =
        Gen.Select(Gen.Float[0, 100], Gen.Float[0, 100], Gen.Float[1, 60], Gen.Float[1, 60],
        (x, y, width, height) => new Box(x, y, width, height));

    [Fact]
    public void Found_boxes_large_boxes_and_false_alarms_are_counted()
    {
        Box large = new(0, 0, 40, 40), small = new(100, 0, 10, 10), missed = new(200, 0, 30, 19);

        var counts = Score(
            [large, small, missed],
            (new Box(2, 2, 40, 40), 0.9f), // the large one
            (new Box(0, 0, 38, 38), 0.8f), // the large one again: a false alarm
            (new Box(100, 1, 10, 10), 0.4f), // the small one
            (new Box(300, 300, 40, 40), 0.7f)); // nobody

        Assert.Equal(new DetectionCounts(Boxes: 3, Found: 2, LargeBoxes: 1, LargeFound: 1, Detections: 4), counts);
        Assert.Equal(2 / 3.0, counts.Recall);
        Assert.Equal(1, counts.LargeRecall);
        Assert.Equal(0.5, counts.Precision);
    }

    [Fact]
    public void The_better_detection_chooses_first_and_takes_what_it_overlaps_most()
    {
        Box left = new(0, 0, 20, 20), right = new(8, 0, 20, 20);

        // The better one lies on the right box and overlaps both; the other then has the left one for itself.
        Assert.Equal(2, Score([left, right], (new Box(1, 0, 20, 20), 0.5f), (new Box(7, 0, 20, 20), 0.9f)).Found);
        // The worse one overlaps only the box that is taken by then.
        Assert.Equal(1, Score([left, new Box(60, 0, 20, 20)], (new Box(0, 0, 20, 20), 0.9f), (new Box(1, 0, 20, 20), 0.8f)).Found);
    }

    [Theory]
    [InlineData(4, 0)] // two boxes of 10 × 10 that share 6 × 10 overlap by 60 of 140
    [InlineData(3, 1)] // and those that share 7 × 10 by 70 of 130
    public void Only_an_overlap_above_the_least_one_counts(float shift, int found) =>
        Assert.Equal(found, DetectionScoring.Score([new Box(0, 0, 10, 10)], [Face(new Box(shift, 0, 10, 10), 0.9f)], 0.5f, 20).Found);

    [Fact]
    public void Counts_never_exceed_what_there_is() =>
        Gen.Select(AnyBox.Array[0, 12], Gen.Select(AnyBox, Gen.Float[0, 1]).Array[0, 12]).Sample((drawn, detections) =>
        {
            var counts = Score(drawn, detections);

            Assert.True(counts.Found <= Math.Min(counts.Boxes, counts.Detections));
            Assert.True(counts.LargeFound <= Math.Min(counts.LargeBoxes, counts.Found));
            Assert.Equal((drawn.Length, detections.Length), (counts.Boxes, counts.Detections));
        });

    [Fact]
    public void The_drawn_boxes_themselves_are_all_found() =>
        AnyBox.Array[1, 12].Sample(drawn => Assert.Equal(drawn.Length, Score(drawn, [.. drawn.Select(box => (box, 1f))]).Found));

    [Fact]
    public void Nothing_drawn_and_nothing_found_is_no_division_by_zero()
    {
        var none = Score([]);

        Assert.Equal((0, 0, 0), (none.Recall, none.LargeRecall, none.Precision));
    }

    [Fact]
    public void Counts_of_pictures_add_up() => Assert.Equal(
        new DetectionCounts(11, 22, 33, 44, 55),
        DetectionCounts.Add(new DetectionCounts(1, 2, 3, 4, 5), new DetectionCounts(10, 20, 30, 40, 50)));

    [Fact]
    public void An_annotation_holds_a_box_for_each_object_whatever_its_class()
    {
        using var file = new TempFile(
            """
            <annotation><size><width>400</width></size>
              <object><name>with_mask</name><bndbox><xmin>79</xmin><ymin>105</ymin><xmax>109</xmax><ymax>142</ymax></bndbox></object>
              <object><name>face</name><bndbox><ymin>0</ymin><xmin>1.5</xmin><ymax>20</ymax><xmax>11.5</xmax></bndbox></object>
            </annotation>
            """,
            ".xml");

        Assert.Equal([new Box(79, 105, 30, 37), new Box(1.5f, 0, 10, 20)], DetectionScoring.ReadVoc(file.Path));
    }

    [Theory]
    [InlineData("no XML")]
    [InlineData("<annotation><object><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax></bndbox></object></annotation>")]
    [InlineData("<annotation><object><bndbox><xmin>one</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object></annotation>")]
    public void What_is_no_annotation_is_named(string text)
    {
        using var file = new TempFile(text, ".xml");

        var error = Assert.ThrowsAny<FailureException>(() => DetectionScoring.ReadVoc(file.Path));

        Assert.StartsWith($"'{file.Path}' is not a Pascal VOC annotation:", error.Message, StringComparison.Ordinal);
    }

    private static DetectionCounts Score(Box[] drawn, params (Box Box, float Score)[] detections) =>
        DetectionScoring.Score(
            drawn, [.. detections.Select(detection => Face(detection.Box, detection.Score))], minOverlap: 0.4f, largeSide: 20);

    private static DetectedFace Face(Box box, float score) => new(box, default, score);
}
