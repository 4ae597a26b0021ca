using static TorchSharp.torch;

namespace Analytics.Train.Losses;

/// <summary>
/// What is wrong with embeddings (<c>float[N, L]</c>, not normalised) of people (<c>int64[N]</c>, by number from 0): a scalar to bring
/// down. It may have weights of its own, which learn with the network and are left behind when that is exported.
/// </summary>
internal abstract class FaceLoss : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>Makes a loss of this name.</summary>
    protected FaceLoss(string name)
        : base(name)
    {
    }
}
