using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Analytics.Train.Losses;

/// <summary>A linear layer to as many classes as people, and the cross-entropy.</summary>
internal sealed class SoftmaxLoss : FaceLoss
{
    private readonly Linear _classes;
    private readonly double _smoothing;

    /// <param name="length">Components of an embedding.</param>
    /// <param name="people">How many people there are.</param>
    /// <param name="smoothing">The share of the target that the other classes have (Szegedy et al., CVPR 2016).</param>
    public SoftmaxLoss(long length, long people, double smoothing)
        : base(nameof(SoftmaxLoss))
    {
        _smoothing = smoothing;
        _classes = nn.Linear(length, people);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor embeddings, Tensor people) =>
        nn.functional.cross_entropy(_classes.call(embeddings), people, label_smoothing: _smoothing);
}
