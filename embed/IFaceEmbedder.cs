using Analytics.Contracts;
using OpenCvSharp;

namespace Analytics.Embed;

/// <summary>Turns aligned faces into templates: a pure call, safe from several threads at once.</summary>
public interface IFaceEmbedder : IDisposable
{
    /// <summary>The model.</summary>
    ModelId Model { get; }

    /// <summary>Components of a template.</summary>
    int Length { get; }

    /// <summary>Turns and scales faces to the place where the model expects them.</summary>
    FaceAligner Aligner { get; }

    /// <summary>
    /// One template for each of <paramref name="aligned"/> (8-bit BGR of <see cref="FaceAligner.Size"/>, from
    /// <see cref="Aligner"/>), in their order.
    /// </summary>
    IReadOnlyList<Template> Embed(IReadOnlyList<Mat> aligned);
}
