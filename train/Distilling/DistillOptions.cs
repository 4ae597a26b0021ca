using Analytics.Train.Training;
using TorchSharp;

namespace Analytics.Train.Distilling;

/// <summary>How a student is taught.</summary>
internal sealed record DistillOptions
{
    /// <summary>Faces in a step.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Faces over which each part learns by itself, from the teacher's own input to it.</summary>
    public long PartSamples { get; init; } = 60_000;

    /// <summary>Faces over which the parts learn as one network.</summary>
    public long WholeSamples { get; init; } = 240_000;

    /// <summary>The greatest learning rate of the parts.</summary>
    public double PartRate { get; init; } = 3e-3;

    /// <summary>The greatest learning rate of the whole.</summary>
    public double WholeRate { get; init; } = 1e-3;

    /// <summary>How much what the parts answer counts beside the embedding, once they learn as one.</summary>
    public double FeatureWeight { get; init; } = 0.3;

    /// <summary>What the weights at a step count in their running mean.</summary>
    public double Averaging { get; init; } = 0.002;

    /// <summary>What of each weight is taken away in a step, times the rate.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Where and in what numbers the student is computed; its teacher runs there too, if this build of ONNX Runtime can.</summary>
    public Compute Compute { get; init; } = Compute.Plain;

    /// <summary>
    /// Whether the next batch is prepared while the student learns from one; so where it does not learn on the processor.
    /// </summary>
    public bool Ahead
    {
        get => field || Compute.Device.type != DeviceType.CPU;
        init;
    }

    /// <summary>The start of all that is random.</summary>
    public int Seed { get; init; } = 1;
}
