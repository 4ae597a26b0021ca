using System.Text.Json;
using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Runtime.Models;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Matching.Decisions;

public sealed class DecisionsSpec
{
    private static readonly Calibration Card = ModelCatalog.BuiltIn.Card("omz-reid-0095", ModelTask.Embed).Calibration!;
    private static readonly TrackRate Assumed = new(2000, TimeSpan.Zero);
    private static readonly Gen<double> Rates = Gen.Double[-12, -0.01].Select(exponent => Math.Pow(10, exponent));

    [Fact]
    public void A_gallery_of_one_is_one_comparison() => Rates.Sample(rate =>
        Assert.Equal(rate, Identification.FalsePositiveRate(new RateEstimate(rate), GallerySize.OfPeople(1)).Value, rate * 1e-9));

    [Fact]
    public void The_rate_of_a_gallery_lies_between_that_of_one_and_the_sum_of_all() =>
        Gen.Select(Rates, Gen.Int[1, 1_000_000]).Sample((rate, people) =>
    {
        var any = Identification.FalsePositiveRate(new RateEstimate(rate), GallerySize.OfPeople(people)).Value;
        Assert.InRange(any, rate * (1 - 1e-9), Math.Min(1, people * rate) * (1 + 1e-9));
    });

    // (1 − 0.001)^735,124 is a number of few digits.
    [Theory]
    [InlineData(1e-3, 735_124)]
    [InlineData(0.5, 1_000)]
    public void A_rate_is_never_above_one(double rate, int people) =>
        Assert.InRange(Identification.FalsePositiveRate(new RateEstimate(rate), GallerySize.OfPeople(people)).Value, 1 - 1e-12, 1);

    [Fact]
    public void The_rate_for_a_gallery_is_undone_by_the_gallery() => Gen.Select(Rates, Gen.Int[1, 1_000_000]).Sample((rate, people) =>
    {
        var gallery = GallerySize.OfPeople(people);
        var back = Identification.FalsePositiveRate(new RateEstimate(Identification.FalseMatchRateFor(rate, gallery)), gallery).Value;
        Assert.Equal(rate, back, rate * 1e-6);
    });

    [Fact]
    public void Limits_are_carried_along()
    {
        var rate = Identification.FalsePositiveRate(
            new RateEstimate(1e-6) { Lower = 1e-7, Upper = 1e-5, Extrapolated = true }, GallerySize.OfPeople(1000));

        Assert.Equal(0.001, rate.Value, 5);
        Assert.Equal(0.0001, rate.Lower, 6);
        Assert.Equal(0.00995, rate.Upper, 5);
        Assert.True(rate.Extrapolated);
    }

    [Fact]
    public void Photos_of_one_person_count_for_less_than_people() =>
        Gen.Select(Gen.Int[1, 30].Array[1, 50], Gen.Double[0, 1]).Sample((photos, exponent) =>
    {
        var gallery = GallerySize.Of(photos, exponent);
        Assert.Equal(photos.Length, gallery.People);
        Assert.InRange(gallery.Chances, photos.Length, photos.Sum() + 1e-6);
    });

    [Fact]
    public void A_larger_gallery_never_lowers_the_threshold() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 100_000], Gen.Double[0.001, 100], Gen.Double[1, 1e5])
            .Sample((one, other, budget, tracks) =>
        {
            Similarity At(int people) => Explain(people, budget, tracks).Similarity;
            return At(Math.Max(one, other)) >= At(Math.Min(one, other));
        });

    [Fact]
    public void A_larger_budget_never_raises_the_threshold() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Double[0.001, 100], Gen.Double[0.001, 100]).Sample((people, one, other) =>
            Explain(people, Math.Max(one, other), 2000).Similarity <= Explain(people, Math.Min(one, other), 2000).Similarity);

    [Fact]
    public void Where_the_budget_decides_the_alerts_to_expect_are_the_budget() =>
        Gen.Select(Gen.Int[1, 10_000], Gen.Double[0.01, 10]).Sample((people, budget) =>
        {
            var explained = Explain(people, budget, 2000);
            if (explained.Origin == ThresholdOrigin.Budget)
            {
                Assert.Equal(1, explained.FalseAlerts!.Value.Value / budget, 0.01);
            }
            else
            {
                Assert.Equal(ThresholdOrigin.CalibrationFloor, explained.Origin);
                Assert.Equal(Card.Floor, explained.Similarity);
            }
        });

    [Fact]
    public void Two_who_look_alike_hold_the_threshold_up()
    {
        var question = new ThresholdQuestion(new AlertPolicy { FalseAlertsPerCameraDay = 100 }, GallerySize.OfPeople(3), Assumed)
        {
            Nearest = new LookAlikes(new PersonId("Ann"), new PersonId("Bob"), new Similarity(0.6f)),
        };

        var explained = Threshold.Explain(question, Card);

        Assert.Equal((ThresholdOrigin.LookAlikes, 0.62f), (explained.Origin, explained.Similarity.Value));
        Assert.Equal(ThresholdOrigin.LookAlikes, Threshold.Explain(question, null).Origin);
        var set = question with { Policy = new AlertPolicy { Fixed = new Similarity(0.5f) } };
        Assert.Equal((ThresholdOrigin.Fixed, 0.5f), (Threshold.Explain(set, Card).Origin, Threshold.Explain(set, Card).Similarity.Value));
    }

    [Fact]
    public void An_explanation_reads_line_by_line_and_as_JSON()
    {
        var explained = Threshold.Explain(
            new ThresholdQuestion(new AlertPolicy { FalseAlertsPerCameraDay = 0.1 }, GallerySize.OfPeople(1000), Assumed)
            {
                Nearest = new LookAlikes(new PersonId("Ann"), new PersonId("Bob"), new Similarity(0.3f)),
            },
            Card);

        var lines = explained.Lines().ToList();
        Assert.Equal("policy: at most 0.1 false alerts per camera and day", lines[0]);
        Assert.Contains("2,000 per camera and day, assumed", lines[2], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("Ann and Bob at 0.300", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("the budget may be exceeded", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(explained.ToJson());
        Assert.Equal("calibrationFloor", json.RootElement.GetProperty("origin").GetString());
        Assert.Equal(1000, json.RootElement.GetProperty("people").GetInt32());
        Assert.True(json.RootElement.GetProperty("falseMatchRate").GetProperty("extrapolated").GetBoolean());
        Assert.True(json.RootElement.GetProperty("falseMatchRate").GetProperty("atFloor").GetBoolean());
    }

    [Fact]
    public void Without_calibration_no_rate_is_stated()
    {
        var explained = Threshold.Explain(new ThresholdQuestion(new AlertPolicy(), GallerySize.OfPeople(6), Assumed), null);

        Assert.Equal(ThresholdOrigin.Uncalibrated, explained.Origin);
        Assert.Null(explained.FalseAlerts);
        Assert.Contains("not calibrated", string.Join('\n', explained.Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_rate_of_tracks_is_assumed_until_a_day_has_been_watched()
    {
        var meter = new TrackMeter();
        for (var minute = 0; minute < 11 * 60; minute++)
        {
            meter.Watched(TimeSpan.FromMinutes(1)); // the door
            meter.Watched(TimeSpan.FromMinutes(1)); // the yard
        }

        for (var track = 0; track < 12; track++)
        {
            meter.Began();
        }

        Assert.Equal((2000, true), (meter.Rate(2000).PerCameraDay, meter.Rate(2000).Assumed));
        for (var minute = 11 * 60; minute < 13 * 60; minute++)
        {
            meter.Watched(TimeSpan.FromMinutes(1));
        }

        Assert.Equal((12, false), (meter.Rate(2000).PerCameraDay, meter.Rate(2000).Assumed));
    }

    [Fact]
    public void What_nobody_watched_does_not_count()
    {
        var meter = new TrackMeter();
        meter.Watched(TimeSpan.FromDays(10)); // it was away for days
        meter.Watched(TimeSpan.MaxValue);

        Assert.True(meter.Rate(2000).Assumed);
    }

    [Fact]
    public void The_more_alike_two_enrolments_the_likelier_they_are_one_person() =>
        Gen.Select(Gen.Float[-1, 1], Gen.Float[-1, 1], Gen.Double[1e-6, 0.5]).Sample((a, b, prior) =>
            SamePerson.Posterior(new Similarity(MathF.Max(a, b)), Card.Genuine!, prior)
                >= SamePerson.Posterior(new Similarity(MathF.Min(a, b)), Card.Genuine!, prior));

    [Fact]
    public void A_duplicate_is_distinguished_from_a_stranger()
    {
        var prior = SamePerson.Prior(others: 5);

        Assert.InRange(SamePerson.Posterior(new Similarity(0.75f), Card.Genuine!, prior), 0.9, 1);
        Assert.InRange(SamePerson.Posterior(new Similarity(0.2f), Card.Genuine!, prior), 0, 0.001);
    }

    private static ThresholdExplanation Explain(int people, double budget, double tracks) => Threshold.Explain(
        new ThresholdQuestion(
            new AlertPolicy { FalseAlertsPerCameraDay = budget }, GallerySize.OfPeople(people), new TrackRate(tracks, TimeSpan.Zero)),
        Card);
}
