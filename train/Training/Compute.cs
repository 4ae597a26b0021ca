using Analytics.Contracts;
using Analytics.Train.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Analytics.Train.Training;

/// <summary>
/// How networks are computed while they learn; weights, losses and gradients of weights are 32 bits wide whatever it says.
/// </summary>
/// <param name="Device">The device that computes.</param>
/// <param name="Precision">
/// The numbers in convolutions and what follows them: <see cref="ScalarType.Float32"/> or, for mixed precision,
/// <see cref="ScalarType.BFloat16"/>, which has the same range, so that no loss needs to be scaled.
/// </param>
internal sealed record Compute(Device Device, ScalarType Precision)
{
    /// <summary>On the processor, all in 32 bits.</summary>
    public static Compute Plain { get; } = new(CPU, ScalarType.Float32);

    /// <summary>Moves <paramref name="network"/> there, to be computed so.</summary>
    public void Apply(nn.Module network)
    {
        network.to(Device);
        Layer.ComputeIn(network, Precision);
    }

    /// <summary>That of the command line.</summary>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="precision"><c>float32</c> or <c>bfloat16</c>; by default the latter on CUDA.</param>
    /// <exception cref="FailureException">There is no CUDA here.</exception>
    public static Compute Of(string device, string? precision)
    {
        var cuda = device == "cuda";
        if (cuda && !cuda_is_available())
        {
            throw new NotFoundException(
                "CUDA is not available: this build holds TorchSharp for the CPU, or no driver was found. "
                + "Call ./analytics-train with TorchSharp=cuda in its environment on a machine with an NVIDIA driver, or take "
                + "--device cpu.");
        }

        return new Compute(
            cuda ? CUDA : CPU, (precision ?? (cuda ? "bfloat16" : "float32")) == "bfloat16" ? ScalarType.BFloat16 : ScalarType.Float32);
    }
}
