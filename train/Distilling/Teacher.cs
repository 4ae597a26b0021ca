using Analytics.Contracts;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Analytics.Train.Onnx;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;
using TorchSharp;

namespace Analytics.Train.Distilling;

/// <summary>
/// A finished model that a student learns from: it answers not only what it computes but what it computes on the way, the tensors
/// between its layers, which <c>taps</c> names.
/// </summary>
internal sealed class Teacher : IDisposable
{
    private readonly ModelCard _card;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly IReadOnlyList<string> _taps;
    private readonly int _workers;
    private Size _size;
    private List<long[]> _shapes = [];

    /// <param name="card">The model.</param>
    /// <param name="model">Its file.</param>
    /// <param name="taps">The tensors to answer.</param>
    /// <param name="workers">Pictures that are run at a time.</param>
    /// <exception cref="UserErrorException">The model has no tensor of such a name.</exception>
    public Teacher(ModelCard card, byte[] model, IReadOnlyList<string> taps, int workers)
    {
        _card = card;
        _taps = taps;
        _workers = workers;
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        try
        {
            using var plain = new InferenceSession(model, options);
            _session = new InferenceSession(Open(model, taps.Except(plain.OutputNames)), options);
        }
        catch (OnnxRuntimeException fault)
        {
            throw new UserErrorException(
                $"Model '{card.Id}' does not open with the tensors {string.Join(", ", taps)} as outputs: {fault.Message}");
        }
    }

    /// <summary>What the model computes of each picture: a <c>float[N, …]</c> for each tap.</summary>
    /// <param name="pictures">8-bit BGR, of one size that the model takes.</param>
    public IReadOnlyList<torch.Tensor> Answers(IReadOnlyList<Mat> pictures)
    {
        var size = pictures[0].Size();
        if (_size != size)
        {
            (_size, _shapes) = (size, Shapes(pictures[0]));
        }

        List<torch.Tensor> answers = [.. _shapes.Select(sides => torch.empty([pictures.Count, .. sides.Skip(1)]))];
        Parallel.For(0, pictures.Count, new ParallelOptions { MaxDegreeOfParallelism = _workers }, i => Run(pictures[i], i, answers));
        return answers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    // Fields of a protobuf message that come again are merged, repeated ones appended: outputs are added without parsing the model.
    private static byte[] Open(byte[] model, IEnumerable<string> taps)
    {
        var graph = new GraphProto();
        graph.Output.AddRange(taps.Select(tap => new ValueInfoProto { Name = tap }));
        return [.. model, .. new ModelProto { Graph = graph }.ToByteArray()];
    }

    private List<long[]> Shapes(Mat picture)
    {
        using var input = Input(picture);
        using var outputs = _session.Run(_run, _session.InputNames, [input], [.. _taps]);
        return [.. outputs.Select(output => output.GetTensorTypeAndShape().Shape)];
    }

    // The model writes where the answer will be read.
    private void Run(Mat picture, int index, List<torch.Tensor> answers)
    {
        using var input = Input(picture);
        var outputs = new OrtValue[_taps.Count];
        for (var tap = 0; tap < outputs.Length; tap++)
        {
            var bytes = answers[tap].bytes;
            var length = bytes.Length / (int)answers[tap].shape[0];
            outputs[tap] = OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, TensorElementType.Float, _shapes[tap], Address(bytes.Slice(index * length, length)), length);
        }

        _session.Run(_run, _session.InputNames, [input], [.. _taps], outputs);
        foreach (var output in outputs)
        {
            output.Dispose();
        }
    }

    // Memory of a tensor, which does not move.
    private static unsafe nint Address(Span<byte> bytes) => (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref bytes[0]);

    private OrtValue Input(Mat picture)
    {
        var planes = new float[3 * picture.Rows * picture.Cols];
        PictureTensor.Write(picture, _card.Input, planes, picture.Rows, picture.Cols);
        return OrtValue.CreateTensorValueFromMemory(planes, [1, 3, picture.Rows, picture.Cols]);
    }
}
