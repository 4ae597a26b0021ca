using Analytics.Train.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>
/// ResNet with the improved residual unit of ArcFace (Deng et al., CVPR 2019): <c>float[N, 3, side, side]</c>, values about −1 to 1,
/// to <c>float[N, length]</c>, not normalised. The first layer keeps the sides; four stages halve them.
/// </summary>
internal sealed class ResNetIr : EmbeddingNetwork
{
    private const double Epsilon = 1e-5;
    private const double DropRate = 0.4;

    private readonly Layer _body;
    private readonly Scaling _norm;
    private readonly Dropout _drop;
    private readonly Linear _embed;
    private readonly BatchNorm1d _spread;

    /// <summary>A network with random weights.</summary>
    /// <param name="depth">18, 34, 50 or 100 layers.</param>
    /// <param name="side">Pixels of a side of the input, a multiple of 16.</param>
    /// <param name="length">Components of the embedding.</param>
    /// <param name="width">Channels of the first stage; 64 in the paper.</param>
    public ResNetIr(int depth, int side = 112, int length = 512, int width = 64)
        : base(nameof(ResNetIr), side, length)
    {
        List<Layer> layers = [new ConvUnit(new ConvShape(3, width, 3), Nonlinearity.PRelu, normalise: true)];
        var (channels, last) = ((long)width, 8L * width);
        foreach (var units in Units(depth))
        {
            var outputs = layers.Count == 1 ? channels : 2 * channels;
            for (var unit = 0; unit < units; unit++)
            {
                layers.Add(new ImprovedResidual(unit == 0 ? channels : outputs, outputs, unit == 0 ? 2 : 1));
            }

            channels = outputs;
        }

        _body = new Chain(layers);
        _norm = new Scaling(last);
        _drop = nn.Dropout(DropRate);
        _embed = nn.Linear(last * (side / 16) * (side / 16), length);
        _spread = nn.BatchNorm1d(length, eps: Epsilon);
        RegisterComponents();
    }

    /// <summary>The depths that there are.</summary>
    public static IReadOnlyList<int> Depths { get; } = [18, 34, 50, 100];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        _spread.call(_embed.call(_drop.call(_norm.call(_body.call(input)).flatten(1).to(ScalarType.Float32))));

    /// <inheritdoc/>
    public override string Write(OnnxGraph graph, string x)
    {
        using var scope = NewDisposeScope();
        var scale = _spread.weight! / (_spread.running_var! + Epsilon).sqrt();
        var shift = _spread.bias! - _spread.running_mean! * scale;
        var folded = new Folded(_embed.weight! * scale.unsqueeze(1), _embed.bias! * scale + shift);
        return graph.Linear(graph.Flatten(_norm.Write(graph, _body.Write(graph, x))), folded);
    }

    private static int[] Units(int depth) => depth switch
    {
        18 => [2, 2, 2, 2],
        34 => [3, 4, 6, 3],
        50 => [3, 4, 14, 3],
        100 => [3, 13, 30, 3],
        _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, $"ResNet-IR has {string.Join(", ", Depths)} layers."),
    };
}
