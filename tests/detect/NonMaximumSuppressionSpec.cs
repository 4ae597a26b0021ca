using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Runtime.Frames;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Detect;

public sealed class NonMaximumSuppressionSpec
{
    // Few places, sizes and scores, so that ties and twins are common.
    private static readonly Gen<DetectedFace[]> Candidates =
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[2, 6], Gen.Int[2, 6], Gen.Int[0, 4])
            .Select(at => new DetectedFace(new Box(at.Item1, at.Item2, at.Item3, at.Item4), default, at.Item5 / 4f))
            .Array[0, 40];

    private static readonly Gen<float> Threshold = Gen.Float[0.05f, 0.95f];

    [Fact]
    public void Faces_that_stay_overlap_by_no_more_than_the_threshold() => Sample((candidates, threshold) =>
    {
        var kept = Kept(candidates, threshold);

        for (var i = 0; i < kept.Length; i++)
        {
            Assert.All(kept[..i], better => Assert.True(better.Box.IoU(kept[i].Box) <= threshold && better.Score >= kept[i].Score));
        }
    });

    [Fact]
    public void A_face_that_goes_overlaps_one_at_least_as_good_that_stays() => Sample((candidates, threshold) =>
    {
        var kept = Kept(candidates, threshold);

        Assert.All(
            candidates.Except(kept), gone => Assert.Contains(kept, face => face.Score >= gone.Score && face.Box.IoU(gone.Box) > threshold));
    });

    [Fact]
    public void The_order_of_the_candidates_does_not_matter() =>
        Gen.Select(Candidates.SelectMany(candidates => Gen.Select(Gen.Const(candidates), Gen.Shuffle(candidates))), Threshold)
            .Sample((orders, threshold) => Kept(orders.Item1, threshold).SequenceEqual(Kept(orders.Item2, threshold)));

    [Fact]
    public void Only_the_best_candidates_are_looked_at() =>
        Gen.Select(Candidates, Threshold, Gen.Int[1, 20]).Sample((candidates, threshold, topK) =>
        {
            var best = (DetectedFace[])candidates.Clone();
            NonMaximumSuppression.Apply(best, threshold: 1); // nothing overlaps by more than 1: this sorts

            Assert.Equal(Kept(best[..Math.Min(topK, best.Length)], threshold), Kept(candidates, threshold, topK));
        });

    [Fact]
    public void An_overlap_of_just_the_threshold_is_allowed()
    {
        DetectedFace[] faces = [new(new Box(0, 0, 2, 1), default, 0.9f), new(new Box(1, 0, 2, 1), default, 0.8f)];

        Assert.Equal(2, Kept(faces, 1 / 3f).Length);
        Assert.Single(Kept(faces, 0.33f));
    }

    private static void Sample(Action<DetectedFace[], float> check) => Gen.Select(Candidates, Threshold).Sample(check);

    private static DetectedFace[] Kept(DetectedFace[] candidates, float threshold, int topK = int.MaxValue)
    {
        var faces = (DetectedFace[])candidates.Clone();
        return faces[..NonMaximumSuppression.Apply(faces, threshold, topK)];
    }
}
