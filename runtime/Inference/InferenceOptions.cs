using System.ComponentModel.DataAnnotations;

namespace Analytics.Runtime.Inference;

/// <summary>Device and threads of the models.</summary>
public sealed record InferenceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Inference";

    /// <summary>Device that runs the models; <c>auto</c> selects the best available one and logs it.</summary>
    [EnumDataType(typeof(InferenceDevice))]
    public InferenceDevice Device { get; init; } = InferenceDevice.Auto;

    /// <summary>Threads per run of a model. 1 gives the most pictures per second; more give the shortest time per picture.</summary>
    [Range(1, 256)]
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Concurrent runs of a model; 0 means cores ÷ <see cref="IntraOpThreads"/>, or 2 on a GPU.</summary>
    [Range(0, 256)]
    public int Workers { get; init; }

    /// <summary>Queue length per model; further pictures wait.</summary>
    [Range(1, 4096)]
    public int QueueCapacity { get; init; } = 64;

    /// <summary><see cref="Workers"/> with 0 resolved for <paramref name="device"/> and a machine of <paramref name="cores"/>.</summary>
    public int WorkersOn(InferenceDevice device, int cores) => Workers > 0 ? Workers
        : device == InferenceDevice.Cpu ? Math.Max(1, cores / IntraOpThreads)
        : 2;

    /// <summary>
    /// Pictures in one run of a model that takes <paramref name="maxBatch"/>. On a CPU one: a run on two takes longer than two runs, as
    /// what they pass from layer to layer no longer fits the cache (YuNet at 640 × 384: 3.4 ms for one, 7.4 ms for two, 19 ms for four).
    /// </summary>
    public static int BatchOn(InferenceDevice device, int maxBatch) => device == InferenceDevice.Cpu ? 1 : maxBatch;
}

/// <summary>Devices that run models.</summary>
public enum InferenceDevice
{
    /// <summary>CUDA if available, else the CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU through CUDA.</summary>
    Cuda,

    /// <summary>An NVIDIA GPU through TensorRT, which compiles each model for minutes at its first use.</summary>
    TensorRt,
}
