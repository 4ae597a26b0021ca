using Analytics.Train.Onnx;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>A part of a network, which can be trained and written as ONNX.</summary>
internal abstract class Layer : nn.Module<Tensor, Tensor>
{
    /// <summary>Makes a layer of this name.</summary>
    protected Layer(string name)
        : base(name)
    {
    }

    /// <summary>Adds what the layer computes, in evaluation, to <paramref name="graph"/>.</summary>
    /// <param name="graph">The graph in the making.</param>
    /// <param name="x">The name of the layer's input.</param>
    /// <returns>The name of its output.</returns>
    public abstract string Write(OnnxGraph graph, string x);
}
