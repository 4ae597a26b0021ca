using Analytics.Train.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>
/// A batch normalisation that a padded convolution follows: it cannot be folded into that one, since zeros of the padding would be
/// shifted, too.
/// </summary>
internal sealed class Scaling : Layer
{
    private const double Epsilon = 1e-5;
    private readonly BatchNorm2d _norm;

    /// <summary>For so many channels.</summary>
    public Scaling(long channels)
        : base(nameof(Scaling))
    {
        _norm = nn.BatchNorm2d(channels, eps: Epsilon);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _norm.call(input);

    /// <inheritdoc/>
    public override string Write(OnnxGraph graph, string x)
    {
        using var scope = NewDisposeScope();
        var (scale, shift) = Folded.Affine(_norm, Epsilon);
        return graph.Affine(x, scale.reshape(-1, 1, 1), shift.reshape(-1, 1, 1));
    }
}
