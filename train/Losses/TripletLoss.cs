using static TorchSharp.torch;

namespace Analytics.Train.Losses;

/// <summary>
/// Each face shall be nearer to one of its own person than to any of another by a margin of squared distance (Schroff et al.,
/// "FaceNet", CVPR 2015). For each pair of one person the nearest stranger of the batch that is farther away than the partner is taken
/// (semi-hard); where none is, the farthest one.
/// </summary>
internal sealed class TripletLoss : FaceLoss
{
    private readonly double _margin;

    /// <summary>The paper's margin is 0.2.</summary>
    public TripletLoss(double margin = 0.2)
        : base(nameof(TripletLoss)) => _margin = margin;

    /// <inheritdoc/>
    public override Tensor forward(Tensor embeddings, Tensor people)
    {
        var unit = nn.functional.normalize(embeddings, dim: 1);
        var distances = (2 - 2 * unit.matmul(unit.t())).clamp(0);
        var same = people.unsqueeze(0).eq(people.unsqueeze(1));
        var self = eye(people.shape[0], dtype: ScalarType.Bool, device: people.device);
        var pairs = (same & ~self).nonzero();
        if (pairs.shape[0] == 0)
        {
            throw new ArgumentException("A batch without two faces of one person has no triplets.", nameof(people));
        }

        var (anchors, partners) = (pairs.select(1, 0), pairs.select(1, 1));
        var near = distances.index(anchors, partners).unsqueeze(1);
        var rows = distances.index(anchors);
        var strangers = ~same.index(anchors);

        // Of those beyond the partner the nearest; of the others, where none is beyond, the farthest.
        var beyond = where(strangers & (rows > near), rows, full_like(rows, float.PositiveInfinity)).amin([1]);
        var farthest = where(strangers, rows, full_like(rows, float.NegativeInfinity)).amax([1]);
        var stranger = where(beyond.isinf(), farthest, beyond);
        return (near.squeeze(1) - stranger + _margin).clamp(0).mean();
    }
}
