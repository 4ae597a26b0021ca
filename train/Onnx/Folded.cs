using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Analytics.Train.Onnx;

/// <summary>
/// A linear layer and the batch normalisation behind it as one linear layer: with γ, β, running mean μ and variance σ² of a channel,
/// W' = W·γ/√(σ² + ε) and b' = (b − μ)·γ/√(σ² + ε) + β.
/// </summary>
/// <param name="Weight">Its weights, the outputs first.</param>
/// <param name="Bias">One for each output.</param>
internal readonly record struct Folded(Tensor Weight, Tensor Bias)
{
    /// <summary>The layer without a normalisation.</summary>
    public static Folded Of(Tensor weight, Tensor? bias) => new(weight, bias ?? zeros(weight.shape[0]));

    /// <summary>The layer with the normalisation.</summary>
    /// <param name="weight">Weights of the layer, the outputs first.</param>
    /// <param name="bias">Its bias, where it has one.</param>
    /// <param name="norm">What follows the layer; none changes nothing.</param>
    /// <param name="epsilon">The ε of <paramref name="norm"/>.</param>
    public static Folded Of(Tensor weight, Tensor? bias, BatchNorm2d? norm, double epsilon)
    {
        if (norm is null)
        {
            return Of(weight, bias);
        }

        var (scale, shift) = Affine(norm, epsilon);
        var sides = Enumerable.Repeat(1L, weight.shape.Length - 1).Prepend(-1L).ToArray();
        return new Folded(weight * scale.reshape(sides), (bias ?? zeros(weight.shape[0])) * scale + shift);
    }

    /// <summary>What a normalisation multiplies each channel by, and what it adds.</summary>
    public static (Tensor Scale, Tensor Shift) Affine(BatchNorm2d norm, double epsilon)
    {
        var scale = norm.weight! / (norm.running_var! + epsilon).sqrt();
        return (scale, norm.bias! - norm.running_mean! * scale);
    }
}
