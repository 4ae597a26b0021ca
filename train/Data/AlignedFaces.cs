using Analytics.Contracts;
using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>Pictures that are aligned faces already, read when they are wanted; what is around them is mirrored.</summary>
internal sealed class AlignedFaces(IPictures pictures, int side) : IFaces
{
    /// <inheritdoc/>
    public int Count => pictures.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int>? People => pictures.People;

    /// <inheritdoc/>
    public int Side => side;

    /// <inheritdoc/>
    public int Margin => side / 8;

    /// <inheritdoc/>
    /// <exception cref="FailureException">It is no picture.</exception>
    public Mat Read(int index)
    {
        using var read = PictureDecoder.Decode(pictures.Read(index));
        if (read.Empty())
        {
            throw new InvalidException($"{pictures.Name(index)} is not a picture. Remove it.");
        }

        using var face = new Mat();
        Cv2.Resize(read, face, new Size(side, side), 0, 0, read.Cols > side ? InterpolationFlags.Area : InterpolationFlags.Linear);
        var whole = new Mat();
        Cv2.CopyMakeBorder(face, whole, Margin, Margin, Margin, Margin, BorderTypes.Reflect101);
        return whole;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
