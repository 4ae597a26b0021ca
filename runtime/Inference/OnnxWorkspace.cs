using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace Analytics.Runtime.Inference;

/// <summary>
/// The buffers of one run: the input and all outputs, pinned and bound to the session once, and a picture to scale into. Rented from
/// <see cref="OnnxModel.Rent"/> and used by one thread at a time.
/// </summary>
public sealed class OnnxWorkspace : IDisposable
{
    private readonly float[] _input;
    private readonly float[][] _outputs;
    private readonly OrtValue[] _values;

    internal OnnxWorkspace(OnnxModel model, InferenceSession session, int batch, int height, int width)
    {
        Model = model;
        Batch = batch;
        Height = height;
        Width = width;
        Binding = session.CreateIoBinding();
        _values = new OrtValue[1 + model.Outputs.Count];
        (_input, _values[0]) = Tensor([batch, 3, height, width]);
        Binding.BindInput(model.InputName, _values[0]);
        _outputs = new float[model.Outputs.Count][];
        for (var i = 0; i < _outputs.Length; i++)
        {
            var output = model.Outputs[i];
            (_outputs[i], _values[i + 1]) = Tensor(
                OnnxShapes.Output(session.OutputMetadata[output.Name!], output, batch, height, width));
            Binding.BindOutput(output.Name!, _values[i + 1]);
        }
    }

    /// <summary>The model that it belongs to.</summary>
    public OnnxModel Model { get; }

    /// <summary>Pictures in a run.</summary>
    public int Batch { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>A picture to scale into before it is written to the input; any size and type.</summary>
    public Mat Scratch { get; } = new();

    /// <summary>The whole input, <c>float[Batch, 3, Height, Width]</c>.</summary>
    public Span<float> Input => _input;

    internal OrtIoBinding Binding { get; }

    /// <summary>The input of one picture, <c>float[3, Height, Width]</c>.</summary>
    public Span<float> InputOf(int picture) => _input.AsSpan(picture * 3 * Height * Width, 3 * Height * Width);

    /// <summary>What the last run wrote for one picture, <c>float[rows, values]</c>, outputs in the order of the adapter.</summary>
    public ReadOnlySpan<float> OutputOf(int picture, int output)
    {
        var length = _outputs[output].Length / Batch;
        return _outputs[output].AsSpan(picture * length, length);
    }

    /// <summary>Runs the model on the input; the outputs hold the result until the next run.</summary>
    public void Run() => Model.Run(this);

    /// <summary>Gives the workspace back to its model.</summary>
    public void Dispose() => Model.Return(this);

    internal bool Fits(int batch, int height, int width) => Batch == batch && Height == height && Width == width;

    internal void Free()
    {
        Binding.Dispose();
        foreach (var value in _values)
        {
            value.Dispose();
        }

        Scratch.Dispose();
    }

    private static (float[] Buffer, OrtValue Value) Tensor(long[] shape)
    {
        var length = 1L;
        foreach (var side in shape)
        {
            length *= side;
        }

        var buffer = GC.AllocateUninitializedArray<float>(checked((int)length), pinned: true);
        return (buffer, OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(), shape));
    }
}
