using Analytics.Contracts;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;

namespace Analytics.Detect;

/// <summary>
/// YuNet from its raw outputs: W. Wu, H. Peng, S. Yu, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence
/// Research, 2023; decoded as OpenCV's <c>FaceDetectorYN</c> does.
/// </summary>
public sealed class YuNetFaceDetector : OnnxFaceDetector
{
    private const float DefaultNmsThreshold = 0.3f;
    private const int OutputsOfLevel = 4;

    internal YuNetFaceDetector(OnnxModel model, DetectOptions options)
        : base(model, options, DefaultNmsThreshold)
    {
    }

    internal static IReadOnlyList<TensorOutput> Outputs(DetectionDecoding decoding) =>
    [
        .. decoding.Levels.SelectMany(level => new TensorOutput[]
        {
            new(level.Score, 1, level.Stride, decoding.Anchors),
            new(level.Objectness, 1, level.Stride, decoding.Anchors),
            new(level.Box, 4, level.Stride, decoding.Anchors),
            new(level.Landmarks, 2 * Landmarks.Count, level.Stride, decoding.Anchors),
        }),
    ];

    /// <inheritdoc/>
    private protected override void Decode(OnnxWorkspace workspace, int picture, int level, DetectedFace[] candidates, ref int count)
    {
        var first = level * OutputsOfLevel;
        var classification = workspace.OutputOf(picture, first);
        var objectness = workspace.OutputOf(picture, first + 1);
        var boxes = workspace.OutputOf(picture, first + 2);
        var points = workspace.OutputOf(picture, first + 3);
        var stride = Decoding.Levels[level].Stride;
        var columns = workspace.Width / stride;
        for (var i = 0; i < classification.Length; i++)
        {
            var score = MathF.Sqrt(Math.Clamp(classification[i], 0, 1) * Math.Clamp(objectness[i], 0, 1));
            if (!(score >= ScoreThreshold))
            {
                continue;
            }

            var anchor = Anchor(i / Decoding.Anchors, columns, stride);
            var box = boxes.Slice(4 * i, 4);
            var (width, height) = (MathF.Exp(box[2]) * stride, MathF.Exp(box[3]) * stride);
            var (x, y) = (anchor.X + box[0] * stride, anchor.Y + box[1] * stride);
            var landmarks = default(Landmarks);
            for (var k = 0; k < Landmarks.Count; k++)
            {
                var point = points.Slice(2 * (Landmarks.Count * i + k), 2);
                landmarks[k] = new Point2(anchor.X + point[0] * stride, anchor.Y + point[1] * stride);
            }

            candidates[count++] = new DetectedFace(new Box(x - width / 2, y - height / 2, width, height), landmarks, score);
        }
    }
}
