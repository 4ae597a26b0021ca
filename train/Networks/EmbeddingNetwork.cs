namespace Analytics.Train.Networks;

/// <summary>
/// What turns an aligned face, <c>float[N, 3, side, side]</c> with values about −1 to 1, into an embedding, <c>float[N, length]</c>,
/// not normalised.
/// </summary>
internal abstract class EmbeddingNetwork : Layer
{
    /// <summary>Makes a network of this name.</summary>
    protected EmbeddingNetwork(string name, int side, int length)
        : base(name) => (Side, Length) = (side, length);

    /// <summary>Pixels of a side of the square input.</summary>
    public int Side { get; }

    /// <summary>Components of the embedding.</summary>
    public int Length { get; }
}
