using Analytics.Train.Onnx;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>Layers one behind the other.</summary>
internal sealed class Chain : Layer
{
    private readonly Layer[] _layers;

    /// <summary>The layers in order.</summary>
    public Chain(params IReadOnlyList<Layer> layers)
        : base(nameof(Chain))
    {
        _layers = [.. layers];
        for (var i = 0; i < _layers.Length; i++)
        {
            register_module($"{i}", _layers[i]);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _layers.Aggregate(input, (x, layer) => layer.call(x));

    /// <inheritdoc/>
    public override string Write(OnnxGraph graph, string x) => _layers.Aggregate(x, (name, layer) => layer.Write(graph, name));
}
