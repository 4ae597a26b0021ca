using Analytics.Train.Onnx;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>
/// The unit of ResNet-IR: normalise, convolve, normalise, PReLU, convolve with the stride, normalise; beside it a shortcut, which is
/// a 1 × 1 convolution where the sides change (ArcFace, section 3.1).
/// </summary>
internal sealed class ImprovedResidual : Layer
{
    private readonly Scaling _norm;
    private readonly ConvUnit _first;
    private readonly ConvUnit _second;
    private readonly ConvUnit? _shortcut;

    /// <summary>From <paramref name="inputs"/> to <paramref name="outputs"/> channels.</summary>
    public ImprovedResidual(long inputs, long outputs, long stride)
        : base(nameof(ImprovedResidual))
    {
        _norm = new Scaling(inputs);
        _first = new ConvUnit(new ConvShape(inputs, outputs, 3), Nonlinearity.PRelu, normalise: true);
        _second = new ConvUnit(new ConvShape(outputs, outputs, 3, stride), Nonlinearity.None, normalise: true);
        _shortcut = stride == 1 && inputs == outputs
            ? null
            : new ConvUnit(new ConvShape(inputs, outputs, 1, stride), Nonlinearity.None, normalise: true);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var shortcut = _shortcut is null ? input : _shortcut.call(input);
        return shortcut + _second.call(_first.call(_norm.call(input)));
    }

    /// <inheritdoc/>
    public override string Write(OnnxGraph graph, string x)
    {
        var shortcut = _shortcut is null ? x : _shortcut.Write(graph, x);
        return graph.Op("Add", shortcut, _second.Write(graph, _first.Write(graph, _norm.Write(graph, x))));
    }
}
