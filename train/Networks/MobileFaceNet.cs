using Analytics.Train.Onnx;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>
/// Some bottlenecks of one width, as a line of the table in the paper of MobileFaceNet.
/// </summary>
/// <param name="Expansion">Inner channels for each channel that comes in.</param>
/// <param name="Channels">Channels that go out.</param>
/// <param name="Blocks">How many blocks.</param>
/// <param name="Stride">Stride of the first.</param>
internal readonly record struct Stage(long Expansion, long Channels, int Blocks, long Stride);

/// <summary>What a <see cref="MobileFaceNet"/> is made of.</summary>
/// <param name="Side">Pixels of a side of the square input, a multiple of 16.</param>
/// <param name="Length">Components of the embedding.</param>
/// <param name="Stem">Channels of the first two layers.</param>
/// <param name="Stages">The bottlenecks.</param>
/// <param name="SqueezeExcite">Whether bottlenecks weigh their channels.</param>
/// <param name="Normalise">Whether convolutions are batch-normalised.</param>
/// <param name="Nonlinearity">What follows a convolution, but for those that project.</param>
internal sealed record MobileFaceNetShape(
    int Side, int Length, long Stem, IReadOnlyList<Stage> Stages, bool SqueezeExcite = false, bool Normalise = true,
    Nonlinearity Nonlinearity = Nonlinearity.PRelu)
{
    /// <summary>That of the paper: 112 × 112, 128 components.</summary>
    public static MobileFaceNetShape Paper { get; } = new(
        112, 128, 64, [new(2, 64, 5, 2), new(4, 128, 1, 2), new(2, 128, 6, 1), new(4, 128, 1, 2), new(2, 128, 2, 1)]);
}

/// <summary>
/// MobileFaceNet (Chen et al., "MobileFaceNets: efficient CNNs for accurate real-time face verification", CCBR 2018):
/// <c>float[N, 3, side, side]</c>, values about −1 to 1, to <c>float[N, length]</c>, not normalised.
/// </summary>
internal sealed class MobileFaceNet : EmbeddingNetwork
{
    private const long HeadChannels = 512;
    private readonly Layer[] _segments;

    /// <summary>A network with random weights.</summary>
    public MobileFaceNet(MobileFaceNetShape shape)
        : base(nameof(MobileFaceNet), shape.Side, shape.Length)
    {
        _segments = [.. Segments(shape)];
        for (var i = 0; i < _segments.Length; i++)
        {
            register_module($"segment{i}", _segments[i]);
        }
    }

    /// <summary>The network in parts, one behind the other: the stages, the first with the stem, and the head.</summary>
    public IReadOnlyList<Layer> Parts => _segments;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _segments.Aggregate(input, (x, segment) => segment.call(x)).to(ScalarType.Float32);

    /// <inheritdoc/>
    public override string Write(OnnxGraph graph, string x) => _segments.Aggregate(x, (name, segment) => segment.Write(graph, name));

    private static IEnumerable<Layer> Segments(MobileFaceNetShape shape)
    {
        var channels = shape.Stem;
        List<Layer> segment =
        [
            new ConvUnit(new ConvShape(3, channels, 3, Stride: 2), shape.Nonlinearity, shape.Normalise),
            new ConvUnit(ConvShape.Depthwise(channels, 3), shape.Nonlinearity, shape.Normalise),
        ];
        var side = shape.Side / 2;
        foreach (var stage in shape.Stages)
        {
            for (var block = 0; block < stage.Blocks; block++)
            {
                var stride = block == 0 ? stage.Stride : 1;
                segment.Add(new InvertedResidual(
                    channels, channels * stage.Expansion, stage.Channels, stride, shape));
                channels = stage.Channels;
            }

            side /= (int)stage.Stride;
            yield return new Chain(segment);
            segment = [];
        }

        yield return new Chain(
            new ConvUnit(new ConvShape(channels, HeadChannels, 1), shape.Nonlinearity, shape.Normalise),
            new ConvUnit(ConvShape.Depthwise(HeadChannels, side) with { Padding = 0 }, Nonlinearity.None, shape.Normalise),
            new ConvUnit(new ConvShape(HeadChannels, shape.Length, 1), Nonlinearity.None, shape.Normalise),
            new Row());
    }
}
