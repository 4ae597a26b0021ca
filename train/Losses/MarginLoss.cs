using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Analytics.Train.Losses;

/// <summary>
/// Softmax over cosines to a centre for each person, multiplied by a scale, where the right one is made harder by a margin. The
/// margin is what CosFace and ArcFace differ in.
/// </summary>
internal abstract class MarginLoss : FaceLoss
{
    private readonly Parameter _centres;
    private readonly double _scale;
    private readonly double _smoothing;

    /// <param name="name">The name of the loss.</param>
    /// <param name="length">Components of an embedding.</param>
    /// <param name="people">How many people there are.</param>
    /// <param name="scale">What cosines are multiplied by; s in the papers.</param>
    /// <param name="smoothing">The share of the target that the other classes have.</param>
    protected MarginLoss(string name, long length, long people, double scale, double smoothing)
        : base(name)
    {
        (_scale, _smoothing) = (scale, smoothing);
        _centres = new Parameter(randn(people, length) * 0.01);
        RegisterComponents();
    }

    /// <summary>The centres, <c>float[people, length]</c>.</summary>
    public Parameter Centres => _centres;

    /// <inheritdoc/>
    public override Tensor forward(Tensor embeddings, Tensor people)
    {
        var cosines = nn.functional.linear(nn.functional.normalize(embeddings, dim: 1), nn.functional.normalize(_centres, dim: 1));
        return nn.functional.cross_entropy(Logits(cosines, people), people, label_smoothing: _smoothing);
    }

    /// <summary>The scaled cosines, the right person's with the margin.</summary>
    /// <param name="cosines"><c>float[N, people]</c>.</param>
    /// <param name="people"><c>int64[N]</c>.</param>
    public Tensor Logits(Tensor cosines, Tensor people)
    {
        var index = people.unsqueeze(1);
        var target = cosines.gather(1, index);
        return cosines.scatter(1, index, WithMargin(target)) * _scale;
    }

    /// <summary>The cosine to the right person's centre, made harder.</summary>
    /// <param name="cosine">−1 to 1, any shape.</param>
    protected abstract Tensor WithMargin(Tensor cosine);
}
