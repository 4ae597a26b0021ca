using Analytics.Contracts;
using Analytics.Runtime.Inference;
using OpenCvSharp;

namespace Analytics.Embed;

/// <summary>
/// Any embedding model with one input and one output, as its card describes it: size, order of colours, normalisation, template and
/// length. A model whose file fixes its batch at 1 is run once for each face.
/// </summary>
public sealed class OnnxFaceEmbedder : IFaceEmbedder
{
    private readonly OnnxModel _model;

    internal OnnxFaceEmbedder(OnnxModel model)
    {
        _model = model;
        var card = model.Card;
        var points = card.Embedding!.Template;
        Point2 Point(int i) => new(points[i][0], points[i][1]);
        Aligner = new FaceAligner(
            new Size(card.Input.Width!.Value, card.Input.Height!.Value), new Landmarks(Point(0), Point(1), Point(2), Point(3), Point(4)));
    }

    /// <inheritdoc/>
    public ModelId Model => _model.Card.ModelId;

    /// <inheritdoc/>
    public int Length => _model.Card.Embedding!.Length;

    /// <inheritdoc/>
    public FaceAligner Aligner { get; }

    /// <summary>How many faces one run takes.</summary>
    public int MaxBatch => _model.Card.MaxBatch;

    /// <summary>Where the model runs.</summary>
    public InferenceDevice Device => _model.Device;

    /// <inheritdoc/>
    public IReadOnlyList<Template> Embed(IReadOnlyList<Mat> aligned)
    {
        var templates = new Template[aligned.Count];
        for (var start = 0; start < templates.Length; start += MaxBatch)
        {
            EmbedBatch(aligned, start, templates.AsSpan(start, Math.Min(MaxBatch, templates.Length - start)));
        }

        return templates;
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private void EmbedBatch(IReadOnlyList<Mat> aligned, int start, Span<Template> templates)
    {
        using var workspace = _model.Rent(templates.Length, Aligner.Size.Height, Aligner.Size.Width);
        for (var i = 0; i < templates.Length; i++)
        {
            var face = aligned[start + i];
            if (face.Rows != Aligner.Size.Height || face.Cols != Aligner.Size.Width)
            {
                throw new ArgumentException(
                    $"An aligned face of '{Model}' is {Aligner.Size.Width} × {Aligner.Size.Height}, not {face.Cols} × {face.Rows}.",
                    nameof(aligned));
            }

            PictureTensor.Write(face, _model.Card.Input, workspace.InputOf(i), workspace.Height, workspace.Width);
        }

        workspace.Run();
        for (var i = 0; i < templates.Length; i++)
        {
            templates[i] = new Template(Model, workspace.OutputOf(i, 0).ToArray());
        }
    }
}
