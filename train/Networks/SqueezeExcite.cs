using Analytics.Train.Onnx;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>Weighs the channels by what the whole picture holds (Hu et al., "Squeeze-and-excitation networks", CVPR 2018).</summary>
internal sealed class SqueezeExcite : Layer
{
    private readonly ConvUnit _squeeze;
    private readonly ConvUnit _excite;

    /// <summary>The bottleneck has a <paramref name="reduction"/>th of the channels.</summary>
    public SqueezeExcite(long channels, long reduction = 8)
        : base(nameof(SqueezeExcite))
    {
        _squeeze = new ConvUnit(new ConvShape(channels, channels / reduction, 1), Nonlinearity.PRelu, normalise: false);
        _excite = new ConvUnit(new ConvShape(channels / reduction, channels, 1), Nonlinearity.Sigmoid, normalise: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input * _excite.call(_squeeze.call(input.mean([2, 3], keepdim: true)));

    /// <inheritdoc/>
    public override string Write(OnnxGraph graph, string x) =>
        graph.Op("Mul", x, _excite.Write(graph, _squeeze.Write(graph, graph.GlobalAverage(x))));
}
