using System.Globalization;
using Analytics.Train.Onnx;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>
/// A single-stage detector of faces with five points, of the class of YuNet (Wu, Peng and Yu, Machine Intelligence Research, 2023):
/// a backbone of depth-wise units, a pyramid from stride 32 up to stride 8, and at each stride four heads. Its input is
/// <c>float[N, 3, H, W]</c>, BGR, −1 to 1, both sides multiples of 32. Raw outputs, decoded as those of YuNet are.
/// </summary>
internal sealed class FaceFinder : nn.Module<Tensor, Tensor[]>
{
    private const long Width = 64;
    private const long StemWidth = 16;

    /// <summary>The strides at which faces are sought.</summary>
    public static readonly int[] Strides = [8, 16, 32];

    /// <summary>What the heads answer, and how many values: class, objectness, box, five points.</summary>
    public static readonly (string Name, int Values)[] Heads = [("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)];

    private readonly Layer[] _backbone;
    private readonly Layer[] _neck;
    private readonly Layer[] _shared;
    private readonly Layer[] _heads;

    /// <summary>A network with random weights.</summary>
    /// <param name="normalise">Whether convolutions are batch-normalised; wanted where it learns from labels.</param>
    public FaceFinder(bool normalise = true)
        : base(nameof(FaceFinder))
    {
        DepthwiseUnit Unit(long inputs, long outputs) => new(inputs, outputs, Nonlinearity.Relu, normalise);
        _backbone =
        [
            new Chain(
                new ConvUnit(new ConvShape(3, StemWidth, 3, Stride: 2), Nonlinearity.Relu, normalise),
                Unit(StemWidth, StemWidth), new Halving(), Unit(StemWidth, StemWidth), Unit(StemWidth, Width)),
            new Chain(Unit(Width, Width), Unit(Width, Width)),
            .. Strides.Select(_ => new Chain(new Halving(), Unit(Width, Width), Unit(Width, Width))),
        ];
        _neck = [.. Strides.Select(_ => Unit(Width, Width))];
        _shared = [.. Strides.Select(_ => Unit(Width, Width))];
        _heads = [.. Strides.SelectMany(_ => Heads.Select(head => new DepthwiseUnit(Width, head.Values, Nonlinearity.None)))];
        Register("backbone", _backbone);
        Register("neck", _neck);
        Register("shared", _shared);
        Register("heads", _heads);
    }

    /// <summary>The parts of the backbone: two at stride 4, then one for each of <see cref="Strides"/>.</summary>
    public IReadOnlyList<Layer> Backbone => _backbone;

    /// <summary>For each stride what its features and those of the next greater stride, doubled, go through.</summary>
    public IReadOnlyList<Layer> Neck => _neck;

    /// <summary>For each stride what all its heads share.</summary>
    public IReadOnlyList<Layer> Shared => _shared;

    /// <summary>The head of stride <paramref name="level"/> that answers value <paramref name="head"/>.</summary>
    public Layer Head(int level, int head) => _heads[level * Heads.Length + head];

    /// <summary>All layers in the order in which <see cref="Write"/> writes them.</summary>
    public IEnumerable<Layer> Written =>
        [.. _backbone, .. _neck.Reverse(),
        .. Strides.SelectMany((_, level) => Heads.Select((_, head) => Head(level, head)).Prepend(_shared[level]))];

    /// <summary>Twice the sides, each value repeated.</summary>
    public static Tensor Doubled(Tensor x) => nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);

    /// <summary>
    /// For each stride, for each head, <c>float[N, values, H/stride, W/stride]</c>; class and objectness before the sigmoid.
    /// </summary>
    public override Tensor[] forward(Tensor input)
    {
        var features = new Tensor[Strides.Length];
        var x = input;
        for (var part = 0; part < _backbone.Length; part++)
        {
            x = _backbone[part].call(x);
            if (part >= _backbone.Length - Strides.Length)
            {
                features[part - (_backbone.Length - Strides.Length)] = x;
            }
        }

        for (var level = Strides.Length - 1; level >= 0; level--)
        {
            var above = level == Strides.Length - 1 ? features[level] : features[level] + Doubled(features[level + 1]);
            features[level] = _neck[level].call(above);
        }

        return [.. features.SelectMany((feature, level) =>
        {
            var shared = _shared[level].call(feature);
            return Heads.Select((_, head) => Head(level, head).call(shared));
        })];
    }

    /// <summary>Writes the network with its outputs, <c>cls_8</c> … <c>kps_32</c>, each <c>float[N, anchors, values]</c>.</summary>
    public void Write(OnnxGraph graph)
    {
        var x = graph.Input("input", "N", 3, "H", "W");
        var features = new string[Strides.Length];
        for (var part = 0; part < _backbone.Length; part++)
        {
            x = _backbone[part].Write(graph, x);
            if (part >= _backbone.Length - Strides.Length)
            {
                features[part - (_backbone.Length - Strides.Length)] = x;
            }
        }

        for (var level = Strides.Length - 1; level >= 0; level--)
        {
            var above = level == Strides.Length - 1 ? features[level] : graph.Op("Add", features[level], graph.Double(features[level + 1]));
            features[level] = _neck[level].Write(graph, above);
        }

        for (var level = 0; level < Strides.Length; level++)
        {
            var shared = _shared[level].Write(graph, features[level]);
            for (var head = 0; head < Heads.Length; head++)
            {
                var (name, values) = Heads[head];
                var rows = graph.ToRows(Head(level, head).Write(graph, shared), values);
                graph.Output(
                    values == 1 ? graph.Op("Sigmoid", rows) : rows,
                    string.Create(CultureInfo.InvariantCulture, $"{name}_{Strides[level]}"), "N", $"A{Strides[level]}", values);
            }
        }
    }

    private void Register(string name, Layer[] layers)
    {
        for (var i = 0; i < layers.Length; i++)
        {
            register_module($"{name}{i}", layers[i]);
        }
    }
}
