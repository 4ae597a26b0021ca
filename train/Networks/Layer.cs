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

    /// <summary>
    /// The numbers in which convolutions are computed while the network learns; the weights themselves stay 32 bits wide. Brain floats
    /// of 16 bits have the range of 32, so that no loss needs to be scaled.
    /// </summary>
    public ScalarType Precision { get; private set; } = ScalarType.Float32;

    /// <summary>Computes all layers of <paramref name="network"/> in <paramref name="precision"/>.</summary>
    public static void ComputeIn(nn.Module network, ScalarType precision)
    {
        foreach (var layer in network.modules().OfType<Layer>())
        {
            layer.Precision = precision;
        }
    }

    /// <summary>Adds what the layer computes, in evaluation, to <paramref name="graph"/>.</summary>
    /// <param name="graph">The graph in the making.</param>
    /// <param name="x">The name of the layer's input.</param>
    /// <returns>The name of its output.</returns>
    public abstract string Write(OnnxGraph graph, string x);
}
