using Analytics.Contracts;
using Analytics.Runtime.Models;

namespace Analytics.Match.Evidence;

/// <summary>
/// What one crop says of one person, in points. For scores of mates and non-mates that are normally distributed with one spread,
/// the log-likelihood ratio is linear in the similarity and zero at the neutral one (Neyman and Pearson 1933); it is cut at both
/// ends, since no single crop may decide.
/// </summary>
/// <param name="Neutral">The similarity that says nothing either way.</param>
/// <param name="SimilarityPerPoint">The similarity above the neutral one that is worth one point.</param>
/// <param name="MostPointsPerCrop">Where it is cut.</param>
public sealed record EvidenceModel(float Neutral, float SimilarityPerPoint, float MostPointsPerCrop)
{
    /// <summary>The similarity taken as neutral for a model without calibration.</summary>
    public const float UncalibratedNeutral = 0.40f;

    /// <summary>The measured likelihood ratios; none for a model that is not calibrated.</summary>
    public GenuineScores? Scores { get; init; }

    /// <summary>The evidence of a new track: likelihood ratios where they were measured, else points.</summary>
    public ITrackEvidence Begin(MatchOptions options) =>
        Scores is { } scores ? new LikelihoodEvidence(scores, this, options) : new TrackEvidence(this, options);

    /// <summary>The model of the options, with the neutral similarity that the calibration gives where none is set.</summary>
    /// <param name="options">The rules.</param>
    /// <param name="calibration">Of the embedder; none where it was not measured.</param>
    public static EvidenceModel From(MatchOptions options, Calibration? calibration) => new(
        (float)(options.NeutralSimilarity ?? calibration?.SimilarityAt(options.NeutralFalseMatchRate).Value ?? UncalibratedNeutral),
        (float)options.SimilarityPerPoint,
        (float)options.MostPointsPerCrop)
    { Scores = calibration?.Genuine };

    /// <summary>
    /// From here on a search must miss nobody: below it a crop speaks against a person, and no runner-up comes within
    /// <paramref name="margin"/> of one who can be named.
    /// </summary>
    public Similarity ExactFrom(float margin) =>
        new(Math.Max(-1, Math.Min(Neutral, Scores?.NeutralSimilarity().Value ?? Neutral) - margin));

    /// <summary>Points of a crop, negative where it speaks against the person.</summary>
    /// <param name="similarity">To the person's nearest photo.</param>
    /// <param name="weight">0 to 1: how far the crop can be trusted.</param>
    public float Points(Similarity similarity, float weight) =>
        weight * Math.Clamp((similarity.Value - Neutral) / SimilarityPerPoint, -MostPointsPerCrop, MostPointsPerCrop);
}
