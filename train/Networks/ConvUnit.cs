using Analytics.Train.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>A convolution, where wanted its batch normalisation, and an activation. Padding keeps the sides, but for the stride.</summary>
internal sealed class ConvUnit : Layer
{
    private const double Epsilon = 1e-5;
    private const double LeakySlope = 0.25;

    private readonly Conv2d _conv;
    private readonly BatchNorm2d? _norm;
    private readonly PReLU? _slopes;
    private readonly ConvShape _shape;

    /// <summary>Weights are drawn after He et al. (ICCV 2015) for the activation that follows.</summary>
    public ConvUnit(ConvShape shape, Nonlinearity activation, bool normalise)
        : base(nameof(ConvUnit))
    {
        _shape = shape;
        Nonlinearity = activation;
        _conv = nn.Conv2d(
            shape.Inputs, shape.Outputs, shape.Kernel, stride: shape.Stride, padding: shape.Padding, groups: shape.Groups,
            bias: !normalise);
        _norm = normalise ? nn.BatchNorm2d(shape.Outputs, eps: Epsilon) : null;
        _slopes = activation == Nonlinearity.PRelu ? nn.PReLU(shape.Outputs) : null;
        var linear = activation is Nonlinearity.None or Nonlinearity.Sigmoid;
        nn.init.kaiming_normal_(
            _conv.weight!, mode: nn.init.FanInOut.FanIn, nonlinearity: linear ? nn.init.NonlinearityType.Linear
                : nn.init.NonlinearityType.ReLU);
        if (_conv.bias is { } bias)
        {
            nn.init.zeros_(bias);
        }

        RegisterComponents();
    }

    /// <summary>What follows the convolution.</summary>
    public Nonlinearity Nonlinearity { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var x = Convolve(input);
        x = _norm is null ? x : _norm.call(x);
        return Nonlinearity switch
        {
            Nonlinearity.Relu => nn.functional.relu(x),
            Nonlinearity.PRelu => nn.functional.prelu(x, _slopes!.weight!.to(x.dtype)),
            Nonlinearity.Leaky => nn.functional.leaky_relu(x, LeakySlope),
            Nonlinearity.Sigmoid => x.sigmoid(),
            _ => x,
        };
    }

    private Tensor Convolve(Tensor input) => Precision == ScalarType.Float32
        ? _conv.call(input)
        : nn.functional.conv2d(
            input.to(Precision), _conv.weight!.to(Precision), _conv.bias?.to(Precision), [_shape.Stride, _shape.Stride],
            [_shape.Padding, _shape.Padding], groups: _shape.Groups);

    /// <inheritdoc/>
    public override string Write(OnnxGraph graph, string x)
    {
        using var scope = NewDisposeScope();
        var folded = Folded.Of(_conv.weight!, _conv.bias, _norm, Epsilon);
        var y = graph.Conv(x, folded, _shape.Stride, _shape.Padding, _shape.Groups);
        return Nonlinearity switch
        {
            Nonlinearity.Relu => graph.Op("Relu", y),
            Nonlinearity.PRelu => graph.PRelu(y, _slopes!.weight!),
            Nonlinearity.Leaky => graph.Leaky(y, LeakySlope),
            Nonlinearity.Sigmoid => graph.Op("Sigmoid", y),
            _ => y,
        };
    }
}

/// <summary>The sides of a convolution.</summary>
/// <param name="Inputs">Channels that come in.</param>
/// <param name="Outputs">Channels that go out.</param>
/// <param name="Kernel">The side of the square kernel.</param>
/// <param name="Stride">Pixels between two results.</param>
/// <param name="Groups">Groups of channels that do not mix; all of them: depth-wise.</param>
internal readonly record struct ConvShape(long Inputs, long Outputs, long Kernel, long Stride = 1, long Groups = 1)
{
    /// <summary>Pixels of zeros around the input.</summary>
    public long Padding { get; init; } = Kernel / 2;

    /// <summary>Each channel by itself.</summary>
    public static ConvShape Depthwise(long channels, long kernel, long stride = 1) => new(channels, channels, kernel, stride, channels);
}
