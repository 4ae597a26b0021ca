using Analytics.Contracts;
using Analytics.Runtime.Frames;
using OpenCvSharp;

namespace Analytics.Detect;

/// <summary>Finds the faces of pictures: a pure call, safe from several threads at once.</summary>
public interface IFaceDetector : IDisposable
{
    /// <summary>The model.</summary>
    ModelId Model { get; }

    /// <summary>How many pictures of one size one call may take.</summary>
    int MaxBatch { get; }

    /// <summary>
    /// Clears and fills <paramref name="faces"/>[i] with the faces of <paramref name="pictures"/>[i], after non-maximum suppression, in
    /// pixels of the picture: 8-bit BGR, or planar as <see cref="Frame.Planar"/>, of any size.
    /// </summary>
    /// <exception cref="ArgumentException">The lists differ in length or hold more than <see cref="MaxBatch"/> pictures.</exception>
    void Detect(IReadOnlyList<Mat> pictures, IReadOnlyList<List<DetectedFace>> faces);
}
