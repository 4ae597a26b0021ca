using Analytics.Train.Onnx;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>Half the sides: of each 2 × 2 values the greatest.</summary>
internal sealed class Halving : Layer
{
    /// <summary>Makes one.</summary>
    public Halving()
        : base(nameof(Halving))
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.max_pool2d(input, 2, 2);

    /// <inheritdoc/>
    public override string Write(OnnxGraph graph, string x) => graph.MaxPool(x, 2, 2);
}
