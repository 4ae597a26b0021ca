using Analytics.Train.Onnx;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary><c>[N, C, H, W]</c> as <c>[N, C·H·W]</c>.</summary>
internal sealed class Row : Layer
{
    /// <summary>Makes one.</summary>
    public Row()
        : base(nameof(Row))
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input.flatten(1);

    /// <inheritdoc/>
    public override string Write(OnnxGraph graph, string x) => graph.Flatten(x);
}
