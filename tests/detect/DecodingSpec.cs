using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Models;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Detect;

/// <summary>
/// What becomes of a model's numbers, worked out by hand: an input of 64 × 32 has 8 × 4 cells of stride 8 and 4 × 2 of stride 16. The
/// picture is twice as large as the input.
/// </summary>
public sealed class DecodingSpec
{
    private const int Width = 64;
    private const int Height = 32;
    private static readonly DetectOptions Options = new() { LongSide = Width };

    [Fact]
    public void YuNet_gives_the_centre_in_strides_and_the_logarithm_of_the_size()
    {
        var outputs = new YuNetOutputs();
        outputs.Set(
            stride: 8, cell: 8 * 2 + 3, classification: 0.81f, objectness: 1f,
            [0.5f, -0.25f, MathF.Log(2), MathF.Log(3)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        outputs.Set(stride: 16, cell: 0, classification: 0.64f, objectness: 0.25f, [0, 0, 0, 0], [-1, -1, 0, 0, 0, 0, 0, 0, 0, 0]);

        var faces = Detect(outputs.Model, YuNetOutputs.Decoding([0, 1, 2, 3, 4]), Options);

        // The cell at column 3, row 2: centre (24 + 4, 16 − 2), 16 × 24 of the input.
        Assert.Equal(2, faces.Count);
        AssertFace(faces[0], 0.9f, new Box(40, 4, 32, 48), [(48, 48), (80, 80), (112, 112), (144, 144), (176, 176)]);
        // The first cell of stride 16: centre (0, 0), 16 × 16.
        AssertFace(faces[1], 0.4f, new Box(-16, -16, 32, 32), [(-32, -32), (0, 0), (0, 0), (0, 0), (0, 0)]);
    }

    [Fact]
    public void SCRFD_gives_distances_from_the_anchor_to_the_edges()
    {
        var outputs = new ScrfdOutputs();
        outputs.Set(stride: 8, cell: 8 * 2 + 3, anchor: 1, score: 0.9f, [1, 2, 3, 1.5f], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        outputs.Set(stride: 16, cell: 0, anchor: 0, score: 0.5f, [0.5f, 0.5f, 1, 1], [0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);

        var faces = Detect(outputs.Model, ScrfdOutputs.Decoding, Options);

        // The anchor at (24, 16): from (16, 0) to (48, 28).
        Assert.Equal(2, faces.Count);
        AssertFace(faces[0], 0.9f, new Box(32, 0, 64, 56), [(48, 48), (80, 80), (112, 112), (144, 144), (176, 176)]);
        AssertFace(faces[1], 0.5f, new Box(-16, -16, 48, 48), [(0, 0), (0, 0), (0, 0), (0, 0), (32, 32)]);
    }

    [Fact]
    public void The_card_says_which_point_is_which()
    {
        var outputs = new YuNetOutputs();
        outputs.Set(stride: 8, cell: 0, classification: 1, objectness: 1, [0, 0, 0, 0], [0, 0, 1, 0, 2, 0, 3, 0, 4, 0]);

        var face = Assert.Single(Detect(outputs.Model, YuNetOutputs.Decoding([1, 0, 2, 4, 3]), Options));

        Assert.Equal([16, 0, 32, 64, 48], Points(face).Select(point => point.X));
    }

    [Fact]
    public void What_does_not_reach_the_threshold_or_is_no_number_is_no_face()
    {
        var yunet = new YuNetOutputs();
        yunet.Set(stride: 8, cell: 0, classification: 0.5f, objectness: 0.17f, [0, 0, 0, 0], new float[10]); // √.085 < .3
        yunet.Set(stride: 8, cell: 9, classification: float.NaN, objectness: 1, [0, 0, 0, 0], new float[10]);
        yunet.Set(stride: 16, cell: 7, classification: 7, objectness: -1, [0, 0, 0, 0], new float[10]);
        var scrfd = new ScrfdOutputs();
        scrfd.Set(stride: 8, cell: 0, anchor: 0, score: 0.29f, [1, 1, 1, 1], new float[10]);
        scrfd.Set(stride: 8, cell: 9, anchor: 1, score: float.NaN, [1, 1, 1, 1], new float[10]);

        Assert.Empty(Detect(yunet.Model, YuNetOutputs.Decoding([0, 1, 2, 3, 4]), Options));
        Assert.Empty(Detect(scrfd.Model, ScrfdOutputs.Decoding, Options));
    }

    [Fact]
    public void A_score_is_at_most_1()
    {
        var yunet = new YuNetOutputs();
        yunet.Set(stride: 8, cell: 0, classification: 1.5f, objectness: 1.2f, [0, 0, 0, 0], new float[10]);
        var scrfd = new ScrfdOutputs();
        scrfd.Set(stride: 8, cell: 0, anchor: 0, score: 1.0001f, [1, 1, 1, 1], new float[10]);

        Assert.Equal(1, Assert.Single(Detect(yunet.Model, YuNetOutputs.Decoding([0, 1, 2, 3, 4]), Options)).Score);
        Assert.Equal(1, Assert.Single(Detect(scrfd.Model, ScrfdOutputs.Decoding, Options)).Score);
    }

    [Fact]
    public void Two_anchors_on_one_face_are_one_face_unless_the_options_allow_both()
    {
        var outputs = new ScrfdOutputs();
        outputs.Set(stride: 8, cell: 9, anchor: 0, score: 0.7f, [1, 1, 1, 1], new float[10]);
        outputs.Set(stride: 8, cell: 9, anchor: 1, score: 0.8f, [1, 1, 1, 2], new float[10]); // overlap 2/3

        Assert.Equal(0.8f, Assert.Single(Detect(outputs.Model, ScrfdOutputs.Decoding, Options)).Score);
        Assert.Equal(2, Detect(outputs.Model, ScrfdOutputs.Decoding, Options with { NmsThreshold = 0.7f }).Count);
        Assert.Single(Detect(outputs.Model, ScrfdOutputs.Decoding, Options with { NmsThreshold = 0.7f, TopK = 1 }));
    }

    private static List<DetectedFace> Detect(ConstantModel model, DetectionDecoding decoding, DetectOptions options)
    {
        using var detector = model.Detector(decoding, options);
        using var picture = new Mat(2 * Height, 2 * Width, MatType.CV_8UC3, Scalar.Gray);
        List<DetectedFace> faces = [];
        detector.Detect([picture], [faces]);
        return faces;
    }

    private static void AssertFace(DetectedFace face, float score, Box box, (float X, float Y)[] points)
    {
        Assert.Equal(score, face.Score, 1e-6f);
        Assert.Equal((box.X, box.Y), (face.Box.X, face.Box.Y), Near);
        Assert.Equal((box.Width, box.Height), (face.Box.Width, face.Box.Height), Near);
        Assert.Equal(points, Points(face).Select(point => (point.X, point.Y)), Near);
    }

    private static bool Near((float X, float Y) a, (float X, float Y) b) => MathF.Abs(a.X - b.X) < 1e-3f && MathF.Abs(a.Y - b.Y) < 1e-3f;

    private static Point2[] Points(in DetectedFace face) =>
        [face.Landmarks[0], face.Landmarks[1], face.Landmarks[2], face.Landmarks[3], face.Landmarks[4]];

    private static int Cells(int stride) => Width / stride * (Height / stride);

    /// <summary>Outputs of YuNet in which nothing is a face until it is set.</summary>
    private sealed class YuNetOutputs
    {
        private readonly Dictionary<int, (float[] Cls, float[] Obj, float[] Box, float[] Kps)> _levels =
            new[] { 8, 16 }.ToDictionary(
                stride => stride,
                stride => (new float[Cells(stride)], new float[Cells(stride)], new float[4 * Cells(stride)],
                new float[10 * Cells(stride)]));

        public ConstantModel Model => _levels.Aggregate(new ConstantModel(Height, Width), (model, level) => model
            .With($"cls_{level.Key}", Cells(level.Key), level.Value.Cls).With($"obj_{level.Key}", Cells(level.Key), level.Value.Obj)
            .With($"bbox_{level.Key}", Cells(level.Key), level.Value.Box).With($"kps_{level.Key}", Cells(level.Key), level.Value.Kps));

        public static DetectionDecoding Decoding(int[] order) => new()
        {
            Kind = DetectorKind.YuNet,
            Anchors = 1,
            LandmarkOrder = order,
            Levels = [.. new[] { 8, 16 }.Select(stride => new DetectionLevel
            {
                Stride = stride, Score = $"cls_{stride}", Objectness = $"obj_{stride}", Box = $"bbox_{stride}", Landmarks = $"kps_{stride}",
            })],
        };

        public void Set(int stride, int cell, float classification, float objectness, float[] box, float[] points)
        {
            var level = _levels[stride];
            (level.Cls[cell], level.Obj[cell]) = (classification, objectness);
            box.CopyTo(level.Box, 4 * cell);
            points.CopyTo(level.Kps, 10 * cell);
        }
    }

    /// <summary>Outputs of SCRFD, two anchors at a cell, in which nothing is a face until it is set.</summary>
    private sealed class ScrfdOutputs
    {
        private readonly Dictionary<int, (float[] Scores, float[] Box, float[] Kps)> _levels =
            new[] { 8, 16 }.ToDictionary(
                stride => stride, stride => (new float[2 * Cells(stride)], new float[8 * Cells(stride)], new float[20 * Cells(stride)]));

        public ConstantModel Model => _levels.Aggregate(new ConstantModel(Height, Width), (model, level) => model
            .With($"score_{level.Key}", 2 * Cells(level.Key), level.Value.Scores)
            .With($"bbox_{level.Key}", 2 * Cells(level.Key), level.Value.Box)
            .With($"kps_{level.Key}", 2 * Cells(level.Key), level.Value.Kps));

        public static DetectionDecoding Decoding { get; } = new()
        {
            Kind = DetectorKind.Scrfd,
            Anchors = 2,
            LandmarkOrder = [0, 1, 2, 3, 4],
            Levels = [.. new[] { 8, 16 }.Select(stride => new DetectionLevel
            {
                Stride = stride, Score = $"score_{stride}", Box = $"bbox_{stride}", Landmarks = $"kps_{stride}",
            })],
        };

        public void Set(int stride, int cell, int anchor, float score, float[] edges, float[] points)
        {
            var (level, row) = (_levels[stride], 2 * cell + anchor);
            level.Scores[row] = score;
            edges.CopyTo(level.Box, 4 * row);
            points.CopyTo(level.Kps, 10 * row);
        }
    }
}
