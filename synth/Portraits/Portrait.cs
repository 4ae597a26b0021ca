using OpenCvSharp;

namespace Analytics.Synth.Portraits;

/// <summary>A picture of one person.</summary>
/// <param name="Picture">8-bit BGR, square.</param>
/// <param name="Truth">Where the face is.</param>
public sealed record Portrait(Mat Picture, FaceTruth Truth) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Picture.Dispose();
}
