using Analytics.Contracts;
using Analytics.Match;
using Analytics.Match.Evidence;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Matching;

/// <summary>What guards every kind of evidence; a class derived from this one for each kind of model.</summary>
public abstract class TrackEvidenceSpec
{
    protected static readonly MatchOptions Options = new();
    protected static readonly PersonId Ann = new("Ann");
    private static readonly PersonId Bob = new("Bob");

    /// <summary>What a crop says.</summary>
    protected abstract EvidenceModel Model { get; }

    [Fact]
    public void One_perfect_crop_never_names_anyone()
    {
        var track = Track((0, 1f, 0.99f));

        Assert.Equal(IdentityGrade.Promising, track.Decide().Grade);
    }

    [Fact]
    public void Two_good_crops_at_different_times_name_and_a_third_confirms()
    {
        var track = Track((0, 1f, 0.6f), (0.5, 1f, 0.6f));
        Assert.Equal(IdentityGrade.Early, track.Decide().Grade);

        Add(track, 1.0, 1f, 0.6f);
        var verdict = track.Decide();

        Assert.Equal(IdentityGrade.Confirmed, verdict.Grade);
        Assert.Equal(Ann, verdict.Person);
        Assert.Equal(0.6f, verdict.Similarity.Value, 3);
        Assert.Equal(3, verdict.Crops);
    }

    [Fact]
    public void Crops_of_the_same_moment_count_once()
    {
        var track = Track((0, 1f, 0.7f), (0.01, 1f, 0.7f), (0.02, 1f, 0.7f), (0.03, 1f, 0.7f), (0.04, 1f, 0.7f));

        Assert.Equal(IdentityGrade.Promising, track.Decide().Grade);
    }

    [Fact]
    public void Eleven_good_unknown_crops_and_one_tiny_hit_stay_unknown()
    {
        var track = Track([.. Enumerable.Range(0, 11).Select(i => (i * 0.5, 0.9f, 0.12f)), (5.5, 0.2f, 0.78f)]);

        Assert.Equal(IdentityGrade.Unknown, track.Decide().Grade);
    }

    [Fact]
    public void Eleven_good_unknown_crops_and_one_good_hit_stay_unknown()
    {
        var track = Track([.. Enumerable.Range(0, 11).Select(i => (i * 0.5, 0.9f, 0.12f)), (5.5, 0.9f, 0.78f)]);

        Assert.Equal(IdentityGrade.Unknown, track.Decide().Grade);
    }

    [Fact]
    public void Poor_crops_alone_never_name_anyone()
    {
        var track = Track([.. Enumerable.Range(0, 20).Select(i => (i * 0.5, 0.2f, 0.9f))]);

        Assert.NotEqual(IdentityGrade.Confirmed, track.Decide().Grade);
        Assert.NotEqual(IdentityGrade.Early, track.Decide().Grade);
    }

    [Fact]
    public void A_look_alike_close_behind_keeps_both_unnamed()
    {
        var track = Model.Begin(Options);
        for (var i = 0; i < 10; i++)
        {
            track.Add(Faces.Observed(i * 0.5), [new Candidate(Ann, new Similarity(0.60f)), new Candidate(Bob, new Similarity(0.56f))]);
        }

        Assert.Equal(IdentityGrade.Promising, track.Decide().Grade);
    }

    [Fact]
    public void Two_records_of_one_person_are_named_together()
    {
        var (track, cid) = (Model.Begin(Options), new PersonId("Cid"));
        for (var i = 0; i < 10; i++)
        {
            track.Add(
                Faces.Observed(i * 0.5),
                [new Candidate(Ann, new Similarity(0.60f)), new Candidate(Bob, new Similarity(0.56f)),
                new Candidate(cid, new Similarity(0.1f))]);
        }

        Assert.Equal((IdentityGrade.Promising, Ann), (track.Decide().Grade, track.Decide().Person));
        Assert.Equal(1, track.Decide().Rivals);
        Assert.Equal([Bob], track.Decide().Others.Select(other => other.Person));

        var verdict = track.Decide().Taking(track.Decide().Others);

        Assert.Equal((IdentityGrade.Confirmed, Ann), (verdict.Grade, verdict.Person));
        Assert.Equal([Bob], verdict.Alike.Select(other => other.Person));
        Assert.Equal(0.5f, verdict.Margin, 3);
    }

    [Fact]
    public void One_of_two_look_alikes_who_is_clearly_ahead_is_named_alone()
    {
        var track = Model.Begin(Options);
        for (var i = 0; i < 10; i++)
        {
            track.Add(Faces.Observed(i * 0.5), [new Candidate(Ann, new Similarity(0.70f)), new Candidate(Bob, new Similarity(0.56f))]);
        }

        var verdict = track.Decide();

        Assert.Equal((IdentityGrade.Confirmed, Ann), (verdict.Grade, verdict.Person));
        Assert.Equal(0, verdict.Rivals);
    }

    [Fact]
    public void A_track_that_changes_hands_is_let_go()
    {
        var track = Track([.. Enumerable.Range(0, 60).Select(i => (i * 0.5, 0.9f, 0.7f))]);
        Assert.Equal(IdentityGrade.Confirmed, track.Decide().Grade);

        var crops = 0;
        for (; track.Decide().Grade >= IdentityGrade.Early && crops < 50; crops++)
        {
            Add(track, 30 + crops * 0.5, 0.9f, 0.1f);
        }

        Assert.InRange(crops, 2, 6);
    }

    [Fact]
    public void A_person_who_turns_up_late_starts_from_what_spoke_against_everybody()
    {
        var track = Model.Begin(Options);
        for (var i = 0; i < 11; i++)
        {
            track.Add(Faces.Observed(i * 0.5),
                [new Candidate(Ann, new Similarity(0.15f)), new Candidate(new PersonId("Cid"), new Similarity(0.1f))]);
        }

        track.Add(Faces.Observed(6), [new Candidate(Bob, new Similarity(0.8f)), new Candidate(Ann, new Similarity(0.1f))]);
        track.Add(Faces.Observed(7), [new Candidate(Bob, new Similarity(0.8f)), new Candidate(Ann, new Similarity(0.1f))]);

        Assert.Equal(IdentityGrade.Unknown, track.Decide().Grade);
    }

    [Fact]
    public void An_empty_gallery_knows_nobody()
    {
        var track = Model.Begin(Options);
        track.Add(Faces.Observed(0), []);

        Assert.Equal(Verdict.Unknown, track.Decide());
    }

    [Fact]
    public void More_similar_crops_never_make_a_verdict_weaker() =>
        Gen.Select(Gen.Float[0f, 1f], Gen.Float[-0.2f, 0.9f]).Array[1, 12].Sample(crops =>
        {
            var lower = Track([.. crops.Select((crop, i) => (i * 0.5, crop.Item1, crop.Item2))]);
            var higher = Track([.. crops.Select((crop, i) => (i * 0.5, crop.Item1, crop.Item2 + 0.1f))]);
            Assert.True(higher.Decide().Grade >= lower.Decide().Grade);
        });

    protected ITrackEvidence Track(params (double Seconds, float Quality, float Similarity)[] crops)
    {
        var track = Model.Begin(Options);
        foreach (var (seconds, quality, similarity) in crops)
        {
            Add(track, seconds, quality, similarity);
        }

        return track;
    }

    private static void Add(ITrackEvidence track, double seconds, float quality, float similarity) =>
        track.Add(Faces.Observed(seconds, quality: quality), [new Candidate(Ann, new Similarity(similarity))]);
}
