namespace Analytics.Runtime.Inference;

/// <summary>One output that an adapter reads: <c>float[rows, Values]</c> for each picture.</summary>
/// <param name="Name">The name in the model; none for the only output of a model.</param>
/// <param name="Values">Values in a row.</param>
/// <param name="Stride">
/// Pixels of the input from cell to cell where rows are the cells of a grid over the input; 0 where there is one row.
/// </param>
/// <param name="Anchors">Rows at each cell.</param>
public readonly record struct TensorOutput(string? Name, int Values, int Stride = 0, int Anchors = 1)
{
    /// <summary>The rows for one input of <paramref name="height"/> × <paramref name="width"/> pixels.</summary>
    public int Rows(int height, int width) => Stride == 0 ? 1 : height / Stride * (width / Stride) * Anchors;
}
