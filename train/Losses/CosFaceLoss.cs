using static TorchSharp.torch;

namespace Analytics.Train.Losses;

/// <summary>cos θ − m for the right person (Wang et al., "CosFace: large margin cosine loss", CVPR 2018).</summary>
internal sealed class CosFaceLoss : MarginLoss
{
    private readonly double _margin;

    /// <summary>The paper's scale is 64 and its margin 0.35.</summary>
    public CosFaceLoss(long length, long people, double scale = 64, double margin = 0.35, double smoothing = 0)
        : base(nameof(CosFaceLoss), length, people, scale, smoothing) => _margin = margin;

    /// <inheritdoc/>
    protected override Tensor WithMargin(Tensor cosine) => cosine - _margin;
}
