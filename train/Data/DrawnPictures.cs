using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>The pictures of a batch, drawn by all threads.</summary>
internal sealed class DrawnPictures : IDisposable
{
    private readonly Mat[] _pictures;

    /// <param name="pictures">Where they come from.</param>
    /// <param name="indices">Which ones.</param>
    /// <param name="firstSample">The number of the first among all that are seen; with <paramref name="seed"/> it says how they are
    /// changed.</param>
    /// <param name="seed">The start of all that is random.</param>
    public DrawnPictures(ITrainingPictures pictures, IReadOnlyList<int> indices, long firstSample, int seed)
    {
        _pictures = new Mat[indices.Count];
        Parallel.For(0, indices.Count, i => _pictures[i] = pictures.Picture(indices[i], Seeds.Of(seed, firstSample + i)));
    }

    /// <summary>8-bit BGR, all of one size.</summary>
    public IReadOnlyList<Mat> All => _pictures;

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_pictures, picture => picture.Dispose());
}
