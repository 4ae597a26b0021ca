using static TorchSharp.torch;

namespace Analytics.Train.Losses;

/// <summary>
/// cos(θ + m) for the right person (Deng et al., "ArcFace: additive angular margin loss", CVPR 2019). Beyond θ = π − m that would
/// rise again; there it is cos θ − m·sin m, as in the authors' code.
/// </summary>
internal sealed class ArcFaceLoss : MarginLoss
{
    // Keeps the slope of the sine finite where the cosine is ±1.
    private const double Least = 1e-7;

    private readonly double _margin;

    /// <summary>The paper's scale is 64 and its margin 0.5.</summary>
    public ArcFaceLoss(long length, long people, double scale = 64, double margin = 0.5, double smoothing = 0)
        : base(nameof(ArcFaceLoss), length, people, scale, smoothing) => _margin = margin;

    /// <inheritdoc/>
    protected override Tensor WithMargin(Tensor cosine)
    {
        var sine = (1 - cosine.square()).clamp(Least).sqrt();
        var harder = cosine * Math.Cos(_margin) - sine * Math.Sin(_margin);
        return where(cosine > Math.Cos(Math.PI - _margin), harder, cosine - _margin * Math.Sin(_margin));
    }
}
