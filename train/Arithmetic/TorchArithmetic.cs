using Analytics.Train.Training;
using static TorchSharp.torch;

namespace Analytics.Train.Arithmetic;

/// <summary>The library that networks are trained with, as they use it: weights of 32 bits, computed in the precision asked for.</summary>
internal sealed class TorchArithmetic(Compute compute) : IArithmetic
{
    /// <inheritdoc/>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The library cannot compute it.</exception>
    public Worked Work(Problem problem, float[] left, float[] right, float[] pull)
    {
        using var scope = NewDisposeScope();
        using var graph = enable_grad();
        var (l, r) = (Leaf(left, problem.Left), Leaf(right, problem.Right));
        var (x, w) = (l.to(compute.Precision), r.to(compute.Precision));
        var answer = problem is Convolution { Shape: var shape }
            ? nn.functional.conv2d(x, w, null, [shape.Stride, shape.Stride], [shape.Padding, shape.Padding], groups: shape.Groups)
            : x.matmul(w);
        answer = answer.to(ScalarType.Float32);
        (answer * tensor(pull, problem.Answer).to(compute.Device)).sum().backward();
        return new Worked(Flat(answer), Flat(l.grad!), Flat(r.grad!));
    }

    private Tensor Leaf(float[] values, long[] sides) => tensor(values, sides).to(compute.Device).requires_grad_();

    private static float[] Flat(Tensor tensor) => tensor.detach().cpu().contiguous().data<float>().ToArray();
}
