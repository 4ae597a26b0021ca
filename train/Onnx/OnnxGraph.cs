using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using static TorchSharp.torch;

namespace Analytics.Train.Onnx;

/// <summary>
/// A graph in the making: each method adds a node and answers the name of what it computes. Weights are copied as float32.
/// </summary>
internal sealed class OnnxGraph
{
    // 17 is read by every ONNX Runtime since 1.12; nothing here needs a later one.
    private const int OperatorSet = 17;
    private const int IntermediateRepresentation = 8;
    private const int Float = 1;
    private const int Integer = 7;
    private const string WeightPrefix = "w";

    private readonly GraphProto _graph = new() { Name = "analytics" };

    /// <summary>Adds the input <paramref name="name"/>, float32 of these sides; a text stands for a side that may vary.</summary>
    public string Input(string name, params ReadOnlySpan<object> sides)
    {
        _graph.Input.Add(Value(name, sides));
        return name;
    }

    /// <summary>Declares <paramref name="value"/> an output under <paramref name="name"/>.</summary>
    public void Output(string value, string name, params ReadOnlySpan<object> sides)
    {
        _graph.Node.Add(Node("Identity", [value], name));
        _graph.Output.Add(Value(name, sides));
    }

    /// <summary>A convolution, with the batch normalisation that follows it in <paramref name="folded"/>.</summary>
    public string Conv(string x, Folded folded, long stride, long padding, long groups)
    {
        var (weight, bias) = (Weight(folded.Weight), Weight(folded.Bias));
        return Add("Conv", [x, weight, bias], node =>
        {
            node.Attribute.Add(Ints("strides", stride, stride));
            node.Attribute.Add(Ints("pads", padding, padding, padding, padding));
            node.Attribute.Add(Int("group", groups));
        });
    }

    /// <summary>x·Wᵀ + b.</summary>
    public string Linear(string x, Folded folded)
    {
        var (weight, bias) = (Weight(folded.Weight), Weight(folded.Bias));
        return Add("Gemm", [x, weight, bias], node => node.Attribute.Add(Int("transB", 1)));
    }

    /// <summary>Where x is negative, <paramref name="slope"/>·x; one slope, or one for each channel.</summary>
    public string PRelu(string x, Tensor slope) =>
        // Slopes broadcast from the right: [C] becomes [C, 1, 1] over a picture.
        Add("PRelu", [x, Weight(slope.reshape(-1, 1, 1))]);

    /// <summary>Where x is negative, <paramref name="slope"/>·x.</summary>
    public string Leaky(string x, double slope) => Add(
        "LeakyRelu", [x], node => node.Attribute.Add(
            new AttributeProto { Name = "alpha", F = (float)slope, Type = AttributeProto.Types.AttributeType.Float }));

    /// <summary>Multiplies and adds for each channel, as a batch normalisation that no convolution precedes.</summary>
    public string Affine(string x, Tensor scale, Tensor shift) =>
        Add("Add", [Add("Mul", [x, Weight(scale)]), Weight(shift)]);

    /// <summary>A node without attributes.</summary>
    public string Op(string type, params string[] inputs) => Add(type, inputs);

    /// <summary>The mean of each channel over a picture, sides 1 × 1.</summary>
    public string GlobalAverage(string x) => Add("GlobalAveragePool", [x]);

    /// <summary>The greatest value of each window.</summary>
    public string MaxPool(string x, long kernel, long stride) => Add("MaxPool", [x], node =>
    {
        node.Attribute.Add(Ints("kernel_shape", kernel, kernel));
        node.Attribute.Add(Ints("strides", stride, stride));
    });

    /// <summary>Twice the sides, each value repeated.</summary>
    public string Double(string x) => Add("Resize", [x, "", Constant([4], Float, MemoryMarshal.AsBytes([1f, 1f, 2f, 2f]))], node =>
    {
        node.Attribute.Add(Text("mode", "nearest"));
        node.Attribute.Add(Text("coordinate_transformation_mode", "asymmetric"));
        node.Attribute.Add(Text("nearest_mode", "floor"));
    });

    /// <summary>[N, C, H, W] → [N, H·W, C].</summary>
    public string ToRows(string x, long channels)
    {
        var last = Add("Transpose", [x], node => node.Attribute.Add(Ints("perm", 0, 2, 3, 1)));
        return Add("Reshape", [last, Constant([3], Integer, MemoryMarshal.AsBytes([0L, -1L, channels]))]);
    }

    /// <summary>Everything but the batch in one row.</summary>
    public string Flatten(string x) => Add("Flatten", [x]);

    /// <summary>The finished model.</summary>
    public byte[] ToBytes()
    {
        var model = new ModelProto { IrVersion = IntermediateRepresentation, ProducerName = "analytics-train", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        return model.ToByteArray();
    }

    /// <summary>The weights of a finished model in the order in which they were added.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no model.</exception>
    public static IEnumerable<float[]> Weights(byte[] model) => ModelProto.Parser.ParseFrom(model).Graph.Initializer
        .Where(value => value.Name.StartsWith(WeightPrefix, StringComparison.Ordinal))
        .Select(value => MemoryMarshal.Cast<byte, float>(value.RawData.Span).ToArray());

    private static ValueInfoProto Value(string name, ReadOnlySpan<object> sides)
    {
        var shape = new TensorShapeProto();
        foreach (var side in sides)
        {
            shape.Dim.Add(side is string text
                ? new TensorShapeProto.Types.Dimension { DimParam = text }
                : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(side, CultureInfo.InvariantCulture) });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Float, Shape = shape } },
        };
    }

    private static NodeProto Node(string type, IEnumerable<string> inputs, string output)
    {
        var node = new NodeProto { OpType = type, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    private string Add(string type, string[] inputs, Action<NodeProto>? more = null)
    {
        var node = Node(type, inputs, string.Create(CultureInfo.InvariantCulture, $"{type}_{_graph.Node.Count}"));
        more?.Invoke(node);
        _graph.Node.Add(node);
        return node.Output[0];
    }

    private string Weight(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var plain = weight.detach().to(ScalarType.Float32).cpu().contiguous();
        return Initializer(WeightPrefix, plain.shape, Float, MemoryMarshal.AsBytes(plain.data<float>().ToArray().AsSpan()));
    }

    private string Constant(long[] sides, int type, ReadOnlySpan<byte> data) => Initializer("c", sides, type, data);

    private string Initializer(string prefix, long[] sides, int type, ReadOnlySpan<byte> data)
    {
        var initializer = new TensorProto
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{prefix}{_graph.Initializer.Count}"),
            DataType = type,
            RawData = ByteString.CopyFrom(data),
        };
        initializer.Dims.AddRange(sides);
        _graph.Initializer.Add(initializer);
        return initializer.Name;
    }

    private static AttributeProto Int(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto Text(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    private static AttributeProto Ints(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        foreach (var value in values)
        {
            attribute.Ints.Add(value);
        }

        return attribute;
    }
}
