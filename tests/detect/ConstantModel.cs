using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Analytics.Detect;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Tests.Detect;

/// <summary>
/// A model that gives the same outputs whatever it is shown, written as an ONNX file: an initializer and an Identity node for each
/// output. What a detector makes of it is its decoding alone.
/// </summary>
internal sealed class ConstantModel(int height, int width)
{
    private readonly List<(string Name, int Rows, float[] Values)> _outputs = [];

    /// <summary>Adds <c>float[1, rows, values ÷ rows]</c>.</summary>
    public ConstantModel With(string name, int rows, float[] values)
    {
        _outputs.Add((name, rows, values));
        return this;
    }

    /// <summary>The detector that reads these outputs.</summary>
    public OnnxFaceDetector Detector(DetectionDecoding decoding, DetectOptions options)
    {
        using var folder = new TempFolder();
        var file = Encode();
        File.WriteAllBytes(folder.File("constant.onnx"), file);
        var card = new ModelCard
        {
            Id = "constant",
            Name = "Constant",
            Task = ModelTask.Detect,
            File = "constant.onnx",
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
            Bytes = file.Length,
            Source = new ModelSource { Page = "https://example.com" },
            Licence = new ModelLicence { Id = "MIT", Url = "https://example.com" },
            Input = new ModelInput
            {
                Layout = TensorLayout.Nchw,
                Width = width,
                Height = height,
                Colour = ColourOrder.Bgr,
                Mean = [0, 0, 0],
                Scale = [1, 1, 1],
            },
            MaxBatch = 1,
            Decoding = decoding,
        };
        var store = new ModelStore(folder.Path, new ModelCatalog([card], []));
        return FaceDetectorFactory.Create(store, card, options, new InferenceOptions(), NullLogger.Instance);
    }

    // Field numbers are those of onnx.proto.
    private byte[] Encode()
    {
        byte[] graph =
        [
            .. _outputs.SelectMany(output => Field(
                1, [.. Text(1, Constant(output.Name)), .. Text(2, output.Name), .. Text(4, "Identity")])),
            .. Text(2, "constant"),
            .. _outputs.SelectMany(output => Field(
                5,
                [
                    .. Number(1, 1), .. Number(1, output.Rows), .. Number(1, output.Values.Length / output.Rows), .. Number(2, 1),
                    .. Text(8, Constant(output.Name)), .. Field(9, MemoryMarshal.AsBytes(output.Values.AsSpan()).ToArray()),
                ])),
            .. Field(11, Tensor("input", 1, 3, height, width)),
            .. _outputs.SelectMany(output => Field(12, Tensor(output.Name, 1, output.Rows, output.Values.Length / output.Rows))),
        ];
        return [.. Number(1, 8), .. Field(8, Number(2, 13)), .. Field(7, graph)];
    }

    private static string Constant(string name) => $"{name}_constant";

    private static byte[] Tensor(string name, params int[] shape) =>
    [
        .. Text(1, name),
        .. Field(2, Field(1, [.. Number(1, 1), .. Field(2, [.. shape.SelectMany(side => Field(1, Number(1, side)))])])),
    ];

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => [.. VarInt(field << 3 | 2), .. VarInt(content.Length), .. content];

    private static byte[] Number(int field, int value) => [.. VarInt(field << 3), .. VarInt(value)];

    private static IEnumerable<byte> VarInt(int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
