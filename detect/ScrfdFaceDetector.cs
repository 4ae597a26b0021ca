using Analytics.Contracts;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;

namespace Analytics.Detect;

/// <summary>
/// SCRFD from its raw outputs: J. Guo et al., "Sample and Computation Redistribution for Efficient Face Detection", ICLR 2022. The
/// four box values are the distances from the anchor to the edges, the ten landmark values offsets from it, in strides.
/// </summary>
public sealed class ScrfdFaceDetector : OnnxFaceDetector
{
    private const float DefaultNmsThreshold = 0.4f;
    private const int OutputsOfLevel = 3;

    internal ScrfdFaceDetector(OnnxModel model, DetectOptions options)
        : base(model, options, DefaultNmsThreshold)
    {
    }

    internal static IReadOnlyList<TensorOutput> Outputs(DetectionDecoding decoding) =>
    [
        .. decoding.Levels.SelectMany(level => new TensorOutput[]
        {
            new(level.Score, 1, level.Stride, decoding.Anchors),
            new(level.Box, 4, level.Stride, decoding.Anchors),
            new(level.Landmarks, 2 * Landmarks.Count, level.Stride, decoding.Anchors),
        }),
    ];

    /// <inheritdoc/>
    private protected override void Decode(OnnxWorkspace workspace, int picture, int level, DetectedFace[] candidates, ref int count)
    {
        var first = level * OutputsOfLevel;
        var scores = workspace.OutputOf(picture, first);
        var distances = workspace.OutputOf(picture, first + 1);
        var points = workspace.OutputOf(picture, first + 2);
        var stride = Decoding.Levels[level].Stride;
        var columns = workspace.Width / stride;
        for (var i = 0; i < scores.Length; i++)
        {
            if (!(scores[i] >= ScoreThreshold))
            {
                continue;
            }

            var anchor = Anchor(i / Decoding.Anchors, columns, stride);
            var edges = distances.Slice(4 * i, 4);
            var box = Box.FromEdges(
                anchor.X - edges[0] * stride, anchor.Y - edges[1] * stride, anchor.X + edges[2] * stride, anchor.Y + edges[3] * stride);
            var landmarks = default(Landmarks);
            for (var k = 0; k < Landmarks.Count; k++)
            {
                var point = points.Slice(2 * (Landmarks.Count * i + k), 2);
                landmarks[k] = new Point2(anchor.X + point[0] * stride, anchor.Y + point[1] * stride);
            }

            candidates[count++] = new DetectedFace(box, landmarks, MathF.Min(scores[i], 1));
        }
    }
}
