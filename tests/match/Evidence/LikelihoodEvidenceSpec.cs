using Analytics.Contracts;
using Analytics.Match.Evidence;
using Analytics.Runtime.Models;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Matching;

/// <summary>The evidence of a model whose card states likelihood ratios.</summary>
public sealed class LikelihoodEvidenceSpec : TrackEvidenceSpec
{
    private static readonly Calibration Card = ModelCatalog.BuiltIn.Card("omz-reid-0095", ModelTask.Embed).Calibration!;

    protected override EvidenceModel Model { get; } = EvidenceModel.From(Options, Card);

    [Fact]
    public void A_calibrated_model_weighs_by_likelihood_and_another_by_points()
    {
        Assert.IsType<LikelihoodEvidence>(Model.Begin(Options));
        Assert.IsType<TrackEvidence>(EvidenceModel.From(Options, null).Begin(Options));
        Assert.IsType<TrackEvidence>(EvidenceModel.From(Options, Card with { Genuine = null }).Begin(Options));
    }

    [Fact]
    public void Many_crops_of_one_look_alike_say_little_more_than_one()
    {
        var one = Track((0, 1f, 0.4f)).Decide().Points;
        var hundred = Track([.. Enumerable.Range(0, 100).Select(i => (i * 0.5, 1f, 0.4f))]).Decide();

        Assert.InRange(hundred.Points, one, one / Options.CropCorrelation + 0.01);
        Assert.Equal(IdentityGrade.Promising, hundred.Grade);
    }

    [Fact]
    public void What_a_search_may_miss_speaks_against_everybody() =>
        Gen.Float[-1f, Model.ExactFrom(0).Value].Sample(similarity =>
        {
            Assert.True(Card.Genuine!.LogLikelihoodRatio(new Similarity(similarity)) <= 0);
            Assert.True(similarity <= Model.Neutral);
        });

    [Fact]
    public void Crops_below_the_neutral_similarity_never_name_anyone() =>
        Gen.Select(Gen.Float[0f, 1f], Gen.Float[-1f, Model.Neutral - 0.001f]).Array[1, 40].Sample(crops =>
            Assert.True(Track([.. crops.Select((crop, i) => (i * 0.5, crop.Item1, crop.Item2))]).Decide().Grade < IdentityGrade.Early));

    [Fact]
    public void The_crops_behind_a_name_are_reported_in_the_order_of_time()
    {
        var crops = Track((0, 0.8f, 0.6f), (0.5, 0.9f, 0.65f)).CropsFor(Ann);

        Assert.Equal(
            [(0.0, 0.8f, 0.6f), (0.5, 0.9f, 0.65f)],
            crops.Select(crop => (crop.MediaTime.TotalSeconds, crop.Quality, crop.Similarity.Value)));
    }
}
