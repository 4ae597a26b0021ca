using Analytics.Contracts;
using Analytics.Match.Evidence;
using Analytics.Runtime.Models;

namespace Analytics.Match.Decisions;

/// <summary>What set a threshold.</summary>
public enum ThresholdOrigin
{
    /// <summary>It was set by hand.</summary>
    Fixed,

    /// <summary>The budget of false alerts.</summary>
    Budget,

    /// <summary>Two people of the list who look alike: below it, one would be named for the other.</summary>
    LookAlikes,

    /// <summary>The calibration ends before the budget is reached.</summary>
    CalibrationFloor,

    /// <summary>The model is not calibrated: no rate is known.</summary>
    Uncalibrated,
}

/// <summary>The least similarity of an alert.</summary>
public static class Threshold
{
    /// <summary>Finds it, with all that it follows from. It never falls when the gallery grows.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="calibration">Of the model; none where it was not measured.</param>
    public static ThresholdExplanation Explain(ThresholdQuestion question, Calibration? calibration)
    {
        var (similarity, origin, required) = ByPolicy(question, calibration);
        if (origin != ThresholdOrigin.Fixed && question.Nearest is { } nearest
            && nearest.Similarity.Value + question.LookAlikeMargin is var floor && floor > similarity.Value)
        {
            (similarity, origin) = (new Similarity(MathF.Min(1, (float)floor)), ThresholdOrigin.LookAlikes);
        }

        return new ThresholdExplanation(question, similarity, origin)
        {
            Required = required,
            FalseMatches = calibration?.Rate(similarity),
            Missed = calibration?.Genuine?.FalseNonMatchRate(similarity),
        };
    }

    private static (Similarity Similarity, ThresholdOrigin Origin, double? Required) ByPolicy(
        ThresholdQuestion question, Calibration? calibration)
    {
        if (question.Policy.Fixed is { } set)
        {
            return (set, ThresholdOrigin.Fixed, null);
        }

        if (calibration is null)
        {
            return (new Similarity(EvidenceModel.UncalibratedNeutral), ThresholdOrigin.Uncalibrated, null);
        }

        var required = Identification.FalseMatchRateFor(
            Math.Min(1, question.Policy.FalseAlertsPerCameraDay / question.Tracks.PerCameraDay), question.Gallery);
        return required < calibration.Rows[^1].FalseMatchRate
            ? (calibration.Floor, ThresholdOrigin.CalibrationFloor, required)
            : (calibration.SimilarityAt(required), ThresholdOrigin.Budget, required);
    }
}
