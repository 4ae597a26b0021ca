using System.Runtime.InteropServices;
using Analytics.Contracts;
using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Onnx;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;
using TorchSharp;

namespace Analytics.Train.Distilling;

/// <summary>
/// A finished model that a student learns from: it answers not only what it computes but what it computes on the way, the tensors
/// between its layers, which <c>taps</c> names. It runs where the student does, if this build of ONNX Runtime can.
/// </summary>
internal sealed class Teacher : IDisposable
{
    private readonly ModelCard _card;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly IReadOnlyList<string> _taps;
    private readonly torch.Device _device;
    private readonly OrtMemoryInfo _memory;
    private Size _size;
    private List<long[]> _shapes = [];

    /// <param name="card">The model.</param>
    /// <param name="model">Its file.</param>
    /// <param name="taps">The tensors to answer.</param>
    /// <param name="device">Where the student is.</param>
    /// <exception cref="FailureException">The model has no tensor of such a name.</exception>
    public Teacher(ModelCard card, byte[] model, IReadOnlyList<string> taps, torch.Device device)
    {
        _card = card;
        _taps = taps;
        var cuda = device.type == DeviceType.CUDA && OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider");
        _device = cuda ? device : torch.CPU;
        using var options = new SessionOptions { IntraOpNumThreads = Environment.ProcessorCount, InterOpNumThreads = 1 };
        try
        {
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            if (cuda)
            {
                options.AppendExecutionProvider_CUDA();
            }

            _session = new InferenceSession(Open(model, taps), options);
            _memory = cuda ? new OrtMemoryInfo("Cuda", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default)
                : OrtMemoryInfo.DefaultInstance;
        }
        catch (OnnxRuntimeException fault)
        {
            throw new InvalidException(
                $"Model '{card.Id}' does not open with the tensors {string.Join(", ", taps)} as outputs: {fault.Message}");
        }
    }

    /// <summary>What the model computes of each picture: a <c>float[N, …]</c> for each tap, on the device of the teacher.</summary>
    /// <param name="pictures">8-bit BGR, of one size that the model takes.</param>
    /// <exception cref="FailureException">It computes something that is no number.</exception>
    public IReadOnlyList<torch.Tensor> Answers(IReadOnlyList<Mat> pictures)
    {
        using var scope = torch.NewDisposeScope();
        var input = PictureBatch.Of(pictures, _card.Input);
        if (_size != pictures[0].Size())
        {
            (_size, _shapes) = (pictures[0].Size(), Shapes(input));
        }

        List<torch.Tensor> answers = [.. _shapes.Select(
            sides => torch.empty([pictures.Count, .. sides.Skip(1)], device: _device).MoveToOuterDisposeScope())];
        if (_device.type == DeviceType.CUDA)
        {
            torch.cuda.synchronize(); // What was in this memory before may still be read: ONNX Runtime does not wait for it.
        }

        using var there = Value(input, OrtMemoryInfo.DefaultInstance);
        List<OrtValue> outputs = [.. answers.Select(answer => Value(answer, _memory))];
        _session.Run(_run, _session.InputNames, [there], [.. _taps], outputs);
        outputs.ForEach(output => output.Dispose());
        for (var tap = 0; tap < answers.Count; tap++)
        {
            if (!answers[tap].isfinite().all().item<bool>())
            {
                throw new InvalidException(
                    $"The teacher '{_card.Id}' outputs values that are not numbers at '{_taps[tap]}'. Run 'analytics models "
                    + "verify', and train on another "
                    + "machine if the file is good.");
            }
        }

        return answers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    // The taps become outputs, and the batch, which may be one picture in the file, becomes free.
    private static byte[] Open(byte[] model, IEnumerable<string> taps)
    {
        var parsed = ModelProto.Parser.ParseFrom(model);
        var weights = parsed.Graph.Initializer.Select(weight => weight.Name).ToHashSet();
        foreach (var input in parsed.Graph.Input.Where(input => !weights.Contains(input.Name)))
        {
            input.Type.TensorType.Shape.Dim[0].DimParam = "N";
        }

        parsed.Graph.Output.Clear();
        parsed.Graph.Output.AddRange(taps.Select(tap => new ValueInfoProto { Name = tap }));
        return parsed.ToByteArray();
    }

    private List<long[]> Shapes(torch.Tensor input)
    {
        using var value = Value(input, OrtMemoryInfo.DefaultInstance);
        using var outputs = _session.Run(_run, _session.InputNames, [value], [.. _taps]);
        return [.. outputs.Select(output => output.GetTensorTypeAndShape().Shape)];
    }

    // The memory of a tensor, without a copy.
    private static OrtValue Value(torch.Tensor tensor, OrtMemoryInfo memory) => OrtValue.CreateTensorValueWithData(
        memory, TensorElementType.Float, tensor.shape, THSTensor_data(tensor.Handle), tensor.numel() * sizeof(float));

    [DllImport("LibTorchSharp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint THSTensor_data(nint tensor);
}
