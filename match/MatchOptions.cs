using System.ComponentModel.DataAnnotations;
using Analytics.Contracts;
using Analytics.Match.Decisions;

namespace Analytics.Match;

/// <summary>Identification and alerts.</summary>
public sealed record MatchOptions
{
    /// <summary>
    /// Similarity at which a crop is neutral: a higher one is evidence for a person, a lower one against. By default the similarity at
    /// which the model's card states a false-match rate of <see cref="NeutralFalseMatchRate"/>, else 0.40.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? NeutralSimilarity { get; init; }

    /// <summary>False-match rate at the neutral similarity of a calibrated model.</summary>
    [Range(1e-9, 0.1)]
    public double NeutralFalseMatchRate { get; init; } = 1e-4;

    /// <summary>Similarity above the neutral one that gives one point of evidence.</summary>
    [Range(0.01, 1.0)]
    public double SimilarityPerPoint { get; init; } = 0.08;

    /// <summary>Most points of one crop, for or against. Less than <see cref="EarlyPoints"/>.</summary>
    [Range(0.1, 10.0)]
    public double MostPointsPerCrop { get; init; } = 1.5;

    /// <summary>Points for the first alert of an episode.</summary>
    [Range(0.1, 100.0)]
    public double EarlyPoints { get; init; } = 2.0;

    /// <summary>
    /// Lowest quality of a crop that counts towards <see cref="EarlyCrops"/> and <see cref="ConfirmedCrops"/>. Every crop is weighted by
    /// its quality.
    /// </summary>
    [Range(0.0, 1.0)]
    public double MinEvidenceQuality { get; init; } = 0.5;

    /// <summary>Crops at different times for the first alert of an episode.</summary>
    [Range(2, 20)]
    public int EarlyCrops { get; init; } = 2;

    /// <summary>Points for a confirmed alert.</summary>
    [Range(0.1, 100.0)]
    public double ConfirmedPoints { get; init; } = 3.5;

    /// <summary>Crops at different times for a confirmed alert.</summary>
    [Range(2, 20)]
    public int ConfirmedCrops { get; init; } = 3;

    /// <summary>Limit of a person's points in both directions. It bounds how long a correction takes.</summary>
    [Range(1.0, 100.0)]
    public double MostPoints { get; init; } = 6.0;

    /// <summary>
    /// Decades of likelihood for the first alert of an episode, if the model is calibrated. 2.5 means that the crops are 300 times likelier
    /// for the person than for a stranger.
    /// </summary>
    [Range(0.5, 10.0)]
    public double EarlyLikelihood { get; init; } = 2.5;

    /// <summary>Decades of likelihood for a confirmed alert, if the model is calibrated.</summary>
    [Range(0.5, 10.0)]
    public double ConfirmedLikelihood { get; init; } = 3.0;

    /// <summary>
    /// Correlation of the similarities of one stranger's crops, 0 to 1: n crops count as n / (1 + (n − 1) × this). Measured: 0.76
    /// on 14 tracks of talking and turning heads against 5,749 people.
    /// </summary>
    [Range(0.0, 1.0)]
    public double CropCorrelation { get; init; } = 0.75;

    /// <summary>
    /// Factor by which each crop reduces the weight of earlier crops, so that a track that switches to another person is corrected.
    /// </summary>
    [Range(0.1, 1.0)]
    public double Fading { get; init; } = 0.85;

    /// <summary>
    /// Budget of false alerts per camera and day for a folder of people (<c>--people</c>). With the number of people and tracks it
    /// determines the lowest similarity of an alert.
    /// </summary>
    [Range(1e-6, 1e6)]
    public double FalseAlertsPerCameraDay { get; init; } = 1;

    /// <summary>Lowest similarity of an alert; by default it follows from the budget of false alerts.</summary>
    [Range(0.0, 1.0)]
    public double? AlertSimilarity { get; init; }

    /// <summary>Tracks per camera and day that are assumed until a whole camera-day has been watched.</summary>
    [Range(1.0, 1e7)]
    public double TracksPerCameraDay { get; init; } = 2000;

    /// <summary>Least difference between the fused similarity of the best person and that of the runner-up.</summary>
    [Range(0.0, 1.0)]
    public double Margin { get; init; } = 0.08;

    /// <summary>Time between independent crops. Closer crops show the same picture and count proportionally less.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan IndependentAfter { get; init; } = TimeSpan.FromSeconds(0.4);

    /// <summary>Crops of a track that form its fused similarity: the best ones, spread in time.</summary>
    [Range(1, 50)]
    public int BestCrops { get; init; } = 5;

    /// <summary>Candidates per probe.</summary>
    [Range(2, 100)]
    public int Candidates { get; init; } = 5;

    /// <summary>Time without a sighting after which an episode is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan EpisodeGap { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest duration of an episode. If the person stays, the next evidence opens another one.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan EpisodeLimit { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>What <see cref="AlertSimilarity"/> and <see cref="FalseAlertsPerCameraDay"/> say together.</summary>
    public AlertPolicy ToPolicy() => new()
    {
        FalseAlertsPerCameraDay = FalseAlertsPerCameraDay,
        Fixed = AlertSimilarity is { } set ? new Similarity((float)set) : null,
    };
}
