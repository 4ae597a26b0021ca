using Analytics.Contracts;
using Analytics.Train.Onnx;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Analytics.Train.Networks;

/// <summary>Networks as ONNX files, each checked against what the network itself answers.</summary>
internal static class OnnxFile
{
    /// <summary>
    /// The greatest difference from the network's own answer; where that has values beyond 1, as a share of the greatest.
    /// </summary>
    public const double Tolerance = 1e-4;

    /// <summary>An embedder: <c>input float[N, 3, side, side]</c> to <c>embedding float[N, length]</c>, any N.</summary>
    /// <exception cref="FailureException">ONNX Runtime answers something else than the network.</exception>
    public static byte[] Of(EmbeddingNetwork network)
    {
        var graph = new OnnxGraph();
        var x = graph.Input("input", "N", 3, network.Side, network.Side);
        graph.Output(network.Write(graph, x), "embedding", "N", network.Length);
        var file = graph.ToBytes();
        foreach (var batch in (long[])[1, 3])
        {
            Check(file, randn(batch, 3, network.Side, network.Side), input => [network.call(input)], network);
        }

        return file;
    }

    /// <summary>A detector: <c>input float[N, 3, H, W]</c>, any N, H and W that is a multiple of 32.</summary>
    /// <exception cref="FailureException">ONNX Runtime answers something else than the network.</exception>
    public static byte[] Of(FaceFinder network)
    {
        var graph = new OnnxGraph();
        network.Write(graph);
        var file = graph.ToBytes();
        foreach (var sides in (long[][])[[1, 3, 64, 96], [2, 3, 128, 64]])
        {
            Check(file, rand(sides) * 2 - 1, input => [.. network.call(input).Select((map, i) => AsRows(map, i))], network);
        }

        return file;
    }

    /// <summary>Reads an embedder that was exported from a network of this kind back into one; batch norms cannot be unfolded.</summary>
    /// <exception cref="FailureException">The file is of another network.</exception>
    public static void Read(string path, EmbeddingNetwork network) => Read(path, network.parameters(), () => Of(network));

    /// <summary>Reads a detector that was exported from a network without batch norms back into one.</summary>
    /// <exception cref="FailureException">The file is of another network.</exception>
    public static void Read(string path, FaceFinder network) =>
        Read(path, network.Written.SelectMany(layer => layer.parameters()), () => Of(network));

    // The weights in the order in which they are written.
    private static void Read(string path, IEnumerable<Tensor> own, Func<byte[]> export)
    {
        var (file, weights) = Weights(path);
        using (no_grad())
        {
            foreach (var (weight, values) in own.Zip(weights).Where(pair => pair.First.numel() == pair.Second.Length))
            {
                using var read = tensor(values, weight.shape);
                weight.copy_(read);
            }
        }

        if (!export().AsSpan().SequenceEqual(file))
        {
            throw Foreign(path);
        }
    }

    private static (byte[] File, List<float[]> Weights) Weights(string path)
    {
        try
        {
            var file = File.ReadAllBytes(path);
            return (file, [.. OnnxGraph.Weights(file)]);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Foreign(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidException($"'{path}' cannot be read: {fault.Message}");
        }
    }

    private static InvalidException Foreign(string path) => new(
        $"'{path}' is not what this network exports. Give a file that the same version of 'analytics-train' wrote from the same network.");

    private static Tensor AsRows(Tensor map, int output)
    {
        var rows = map.permute(0, 2, 3, 1).reshape(map.shape[0], -1, map.shape[1]);
        return FaceFinder.Heads[output % FaceFinder.Heads.Length].Values == 1 ? rows.sigmoid() : rows;
    }

    private static void Check(byte[] file, Tensor input, Func<Tensor, Tensor[]> network, nn.Module module)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var training = module.training;
        module.eval();
        var expected = network(input);
        module.train(training);
        using var session = new InferenceSession(file);
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(input.data<float>().ToArray(), input.shape);
        using var answers = session.Run(run, session.InputNames, [value], session.OutputNames);
        for (var i = 0; i < expected.Length; i++)
        {
            var answer = tensor(answers[i].GetTensorDataAsSpan<float>().ToArray(), expected[i].shape);
            var difference = ((answer - expected[i]).abs().max() / expected[i].abs().max().clamp(1)).item<float>();
            if (!(difference <= Tolerance))
            {
                throw new InvalidException(
                    $"Output '{session.OutputNames[i]}' of the exported model differs from the network's by {difference:0.0e0}; "
                    + $"{Tolerance:0.0e0} is allowed. The file is not written.");
            }
        }
    }
}
