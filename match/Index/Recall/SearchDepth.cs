using System.Globalization;

namespace Analytics.Match.Index.Recall;

/// <summary>How thoroughly an approximate index searches.</summary>
/// <param name="Candidates">Faces that the walk through the graph keeps in view (<c>hnsw_ef</c>); 0 compares every face.</param>
/// <param name="Oversampling">How many times as many codes as hits are compared again in full precision.</param>
public readonly record struct SearchDepth(int Candidates, double Oversampling)
{
    /// <summary>Compares every face.</summary>
    public static readonly SearchDepth Exact = new(0, 0);

    /// <summary>
    /// From the first on; each costs about twice the one before. How much each finds depends on the vectors, so it is measured: of
    /// isotropic ones the first misses a third of the mates, of real embeddings a twentieth.
    /// </summary>
    public static readonly IReadOnlyList<SearchDepth> Steps = [new(128, 2), new(256, 3), new(512, 4), new(1024, 4), new(2048, 4)];

    /// <summary>Whether every face is compared.</summary>
    public bool IsExact => Candidates == 0;

    /// <inheritdoc/>
    public override string ToString() => IsExact
        ? "exact"
        : string.Create(CultureInfo.InvariantCulture, $"hnsw_ef {Candidates}, oversampling {Oversampling:0.#}");
}
