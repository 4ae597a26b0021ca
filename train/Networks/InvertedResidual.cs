using Analytics.Train.Onnx;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>
/// The bottleneck of MobileNetV2 (Sandler et al., CVPR 2018) as MobileFaceNet has it: expand, filter each channel, project; with a
/// shortcut where the sides stay.
/// </summary>
internal sealed class InvertedResidual : Layer
{
    private readonly ConvUnit _expand;
    private readonly ConvUnit _filter;
    private readonly ConvUnit _project;
    private readonly SqueezeExcite? _weigh;
    private readonly bool _shortcut;

    /// <summary>From <paramref name="inputs"/> to <paramref name="outputs"/> channels, <paramref name="inner"/> between.</summary>
    public InvertedResidual(long inputs, long inner, long outputs, long stride, MobileFaceNetShape shape)
        : base(nameof(InvertedResidual))
    {
        _expand = new ConvUnit(new ConvShape(inputs, inner, 1), shape.Nonlinearity, shape.Normalise);
        _filter = new ConvUnit(ConvShape.Depthwise(inner, 3, stride), shape.Nonlinearity, shape.Normalise);
        _project = new ConvUnit(new ConvShape(inner, outputs, 1), Nonlinearity.None, shape.Normalise);
        _weigh = shape.SqueezeExcite ? new SqueezeExcite(outputs) : null;
        _shortcut = stride == 1 && inputs == outputs;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var x = _project.call(_filter.call(_expand.call(input)));
        x = _weigh is null ? x : _weigh.call(x);
        return _shortcut ? x + input : x;
    }

    /// <inheritdoc/>
    public override string Write(OnnxGraph graph, string x)
    {
        var y = _project.Write(graph, _filter.Write(graph, _expand.Write(graph, x)));
        y = _weigh is null ? y : _weigh.Write(graph, y);
        return _shortcut ? graph.Op("Add", y, x) : y;
    }
}
