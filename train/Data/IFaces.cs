using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>Aligned faces with something around them, so that they can be moved and turned a little.</summary>
internal interface IFaces : IDisposable
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>Whom each shows, by number from 0; none where that is not known.</summary>
    IReadOnlyList<int>? People { get; }

    /// <summary>Pixels of a side of the aligned face, which is the middle of a picture.</summary>
    int Side { get; }

    /// <summary>Pixels around it, on each edge.</summary>
    int Margin { get; }

    /// <summary>
    /// The picture, 8-bit BGR, <see cref="Side"/> + 2·<see cref="Margin"/> pixels across and down. The caller disposes it.
    /// </summary>
    Mat Read(int index);
}
