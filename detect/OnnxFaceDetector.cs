using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Analytics.Contracts;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using OpenCvSharp;

namespace Analytics.Detect;

/// <summary>
/// What the detectors share: letterbox, batch, run, non-maximum suppression, and the way back to pixels of the picture. Adapters
/// say how the numbers of a level become candidates.
/// </summary>
[SuppressMessage(
    "Design", "CA1063:Implement IDisposable Correctly", Justification = "Holds no unmanaged memory of its own; adapters add none.")]
public abstract class OnnxFaceDetector : IFaceDetector
{
    private readonly OnnxModel _model;
    private readonly DetectOptions _options;
    private readonly float _nmsThreshold;

    private protected OnnxFaceDetector(OnnxModel model, DetectOptions options, float nmsThreshold)
    {
        _model = model;
        _options = options;
        _nmsThreshold = options.NmsThreshold ?? nmsThreshold;
        Decoding = model.Card.Decoding!;
    }

    /// <inheritdoc/>
    public ModelId Model => _model.Card.ModelId;

    /// <inheritdoc/>
    public int MaxBatch => _model.Card.MaxBatch;

    /// <summary>Where the model runs.</summary>
    public InferenceDevice Device => _model.Device;

    private protected DetectionDecoding Decoding { get; }

    private protected float ScoreThreshold => _options.ScoreThreshold;

    /// <inheritdoc/>
    public void Detect(IReadOnlyList<Mat> pictures, IReadOnlyList<List<DetectedFace>> faces)
    {
        if (pictures.Count == 0 || pictures.Count > MaxBatch || pictures.Count != faces.Count)
        {
            throw new ArgumentException(
                $"{pictures.Count} pictures and {faces.Count} lists: both must be alike, at least 1 and at most {MaxBatch}.",
                nameof(pictures));
        }

        var size = SizeOf(pictures[0]);
        var letterbox = Letterbox.For(size.Width, size.Height, _model.Card.Input, _options.LongSide);
        using var workspace = _model.Rent(pictures.Count, letterbox.InputHeight, letterbox.InputWidth);
        for (var i = 0; i < pictures.Count; i++)
        {
            if (SizeOf(pictures[i]) != size)
            {
                throw new ArgumentException("The pictures of one batch must have one size.", nameof(pictures));
            }

            Write(pictures[i], letterbox, workspace, i);
        }

        workspace.Run();
        var candidates = ArrayPool<DetectedFace>.Shared.Rent(Candidates(letterbox));
        for (var i = 0; i < pictures.Count; i++)
        {
            var count = 0;
            for (var level = 0; level < Decoding.Levels.Length; level++)
            {
                Decode(workspace, i, level, candidates, ref count);
            }

            var kept = NonMaximumSuppression.Apply(candidates.AsSpan(0, count), _nmsThreshold, _options.TopK);
            Report(candidates.AsSpan(0, kept), letterbox, faces[i]);
        }

        ArrayPool<DetectedFace>.Shared.Return(candidates);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Adds the candidates of one level that reach <see cref="ScoreThreshold"/>, in pixels of the input, landmarks in the model's
    /// order.
    /// </summary>
    private protected abstract void Decode(OnnxWorkspace workspace, int picture, int level, DetectedFace[] candidates, ref int count);

    /// <summary>The centre of a cell's anchor: its top left corner, <c>(column, row) × stride</c>.</summary>
    private protected static Point2 Anchor(int cell, int columns, int stride) => new(cell % columns * stride, cell / columns * stride);

    private static bool IsPlanar(Mat picture) => picture.Channels() == 1;

    private static Size SizeOf(Mat picture) => IsPlanar(picture) ? PlanarTensor.SizeOf(picture) : picture.Size();

    private static void Write(Mat picture, in Letterbox letterbox, OnnxWorkspace workspace, int index)
    {
        var input = workspace.Model.Card.Input;
        var tensor = workspace.InputOf(index);
        var content = new Size(letterbox.ContentWidth, letterbox.ContentHeight);
        if (IsPlanar(picture))
        {
            PlanarTensor.Write(picture, content, workspace.Scratch, input, tensor, workspace.Height, workspace.Width);
            return;
        }

        var scaled = picture;
        if (picture.Size() != content)
        {
            scaled = workspace.Scratch;
            NativeMat.Resize(picture, scaled, content);
        }

        PictureTensor.Write(scaled, input, tensor, workspace.Height, workspace.Width);
    }

    private int Candidates(in Letterbox letterbox)
    {
        var cells = 0;
        foreach (var level in Decoding.Levels)
        {
            cells += letterbox.InputWidth / level.Stride * (letterbox.InputHeight / level.Stride) * Decoding.Anchors;
        }

        return cells;
    }

    private void Report(ReadOnlySpan<DetectedFace> kept, in Letterbox letterbox, List<DetectedFace> faces)
    {
        faces.Clear();
        foreach (ref readonly var face in kept)
        {
            var landmarks = default(Landmarks);
            for (var i = 0; i < Landmarks.Count; i++)
            {
                landmarks[i] = letterbox.ToPicture(face.Landmarks[Decoding.LandmarkOrder[i]]);
            }

            faces.Add(new DetectedFace(letterbox.ToPicture(face.Box), landmarks, face.Score));
        }
    }
}
