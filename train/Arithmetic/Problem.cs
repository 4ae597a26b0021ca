using Analytics.Train.Networks;

namespace Analytics.Train.Arithmetic;

/// <summary>Something to compute of two tensors, left and right, with the gradients of both.</summary>
internal abstract record Problem
{
    /// <summary>The sides of the left tensor: the input.</summary>
    public abstract long[] Left { get; }

    /// <summary>The sides of the right tensor: the weights.</summary>
    public abstract long[] Right { get; }

    /// <summary>The sides of the answer.</summary>
    public abstract long[] Answer { get; }
}

/// <summary>A convolution of square pictures.</summary>
/// <param name="Batch">How many pictures.</param>
/// <param name="Side">Pixels of a side.</param>
/// <param name="Shape">The convolution.</param>
internal sealed record Convolution(long Batch, long Side, ConvShape Shape) : Problem
{
    /// <inheritdoc/>
    public override long[] Left => [Batch, Shape.Inputs, Side, Side];

    /// <inheritdoc/>
    public override long[] Right => [Shape.Outputs, Shape.Inputs / Shape.Groups, Shape.Kernel, Shape.Kernel];

    /// <inheritdoc/>
    public override long[] Answer => [Batch, Shape.Outputs, ResultSide, ResultSide];

    /// <summary>Pixels of a side of the answer.</summary>
    public long ResultSide => (Side + 2 * Shape.Padding - Shape.Kernel) / Shape.Stride + 1;

    /// <inheritdoc/>
    public override string ToString() =>
        $"a {Shape.Kernel} × {Shape.Kernel} convolution of {Shape.Inputs} to {Shape.Outputs} channels"
        + $"{(Shape.Groups > 1 ? $" in {Shape.Groups} groups" : "")}, {Batch} pictures of {Side} × {Side}, stride {Shape.Stride}";
}

/// <summary>A product of matrices: left times right.</summary>
/// <param name="Rows">Of the left one.</param>
/// <param name="Inner">Columns of the left one, rows of the right one.</param>
/// <param name="Columns">Of the right one.</param>
internal sealed record Product(long Rows, long Inner, long Columns) : Problem
{
    /// <inheritdoc/>
    public override long[] Left => [Rows, Inner];

    /// <inheritdoc/>
    public override long[] Right => [Inner, Columns];

    /// <inheritdoc/>
    public override long[] Answer => [Rows, Columns];

    /// <inheritdoc/>
    public override string ToString() => $"a product of {Rows} × {Inner} and {Inner} × {Columns}";
}
