namespace Analytics.Runtime.Models;

/// <summary>
/// What a model answers where it is computed right, to a picture that every machine draws alike. <c>models verify --record</c> writes them.
/// </summary>
public sealed record GoldenAnswers
{
    /// <summary>Where they were recorded: the version of ONNX Runtime, the device, the architecture.</summary>
    public required string Recorded { get; init; }

    /// <summary>How far a value may be off on a CPU, which computes in 32 bits, as a share of the greatest value of its output.</summary>
    public required float CpuTolerance { get; init; }

    /// <summary>The same on a GPU, which may round what it multiplies to 11 bits (TF32).</summary>
    public required float GpuTolerance { get; init; }

    /// <summary>The outputs, in the order of the model.</summary>
    public required GoldenOutput[] Outputs { get; init; }
}

/// <summary>What a model answers on one of its outputs.</summary>
/// <param name="Name">The output.</param>
/// <param name="Greatest">The greatest absolute value.</param>
/// <param name="Mean">The mean of the absolute values: a part of the output that is wrong moves it.</param>
/// <param name="Values">Values of the output, evenly spread over it from the first on.</param>
public sealed record GoldenOutput(string Name, float Greatest, float Mean, float[] Values);
