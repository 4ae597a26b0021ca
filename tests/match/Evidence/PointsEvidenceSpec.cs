using Analytics.Contracts;
using Analytics.Match.Evidence;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Matching;

/// <summary>The evidence of a model without calibration.</summary>
public sealed class PointsEvidenceSpec : TrackEvidenceSpec
{
    protected override EvidenceModel Model { get; } = EvidenceModel.From(Options, null);

    [Fact]
    public void Crops_as_close_as_the_schedule_takes_them_count_by_their_own_quality()
    {
        var track = Track((0, 0.42f, 0.6f), (0.334, 0.55f, 0.6f), (0.667, 0.55f, 0.6f), (1.0, 0.55f, 0.6f));

        Assert.Equal(3, ((TrackEvidence)track).Crops);
        Assert.Equal(IdentityGrade.Early, track.Decide().Grade);
    }

    [Fact]
    public void Crops_below_the_neutral_similarity_never_name_anyone() =>
        Gen.Select(Gen.Float[0f, 1f], Gen.Float[-1f, EvidenceModel.UncalibratedNeutral - 0.001f]).Array[1, 40].Sample(crops =>
        {
            var track = Track([.. crops.Select((crop, i) => (i * 0.5, crop.Item1, crop.Item2))]);
            Assert.Equal(IdentityGrade.Unknown, track.Decide().Grade);
        });
}
