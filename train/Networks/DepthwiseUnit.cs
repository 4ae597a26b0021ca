using Analytics.Train.Onnx;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>Mixes the channels, then filters each of them: the unit of YuNet.</summary>
internal sealed class DepthwiseUnit : Layer
{
    private readonly ConvUnit _mix;
    private readonly ConvUnit _filter;

    /// <summary>From <paramref name="inputs"/> to <paramref name="outputs"/> channels.</summary>
    public DepthwiseUnit(long inputs, long outputs, Nonlinearity activation = Nonlinearity.Relu, bool normalise = false)
        : base(nameof(DepthwiseUnit))
    {
        _mix = new ConvUnit(new ConvShape(inputs, outputs, 1), Nonlinearity.None, normalise: false);
        _filter = new ConvUnit(ConvShape.Depthwise(outputs, 3), activation, normalise);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _filter.call(_mix.call(input));

    /// <inheritdoc/>
    public override string Write(OnnxGraph graph, string x) => _filter.Write(graph, _mix.Write(graph, x));
}
