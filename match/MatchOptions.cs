using System.ComponentModel.DataAnnotations;
using Analytics.Contracts;
using Analytics.Match.Decisions;

namespace Analytics.Match;

/// <summary>How evidence becomes a name, and a name becomes an alert.</summary>
public sealed record MatchOptions
{
    /// <summary>
    /// The similarity at which a crop says nothing either way; above it speaks for a person, below it against. Unset: the
    /// similarity at which the model's card states a false-match rate of <see cref="NeutralFalseMatchRate"/>, else 0.40.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? NeutralSimilarity { get; init; }

    /// <summary>The false-match rate that sets the neutral similarity of a calibrated model.</summary>
    [Range(1e-9, 0.1)]
    public double NeutralFalseMatchRate { get; init; } = 1e-4;

    /// <summary>How much similarity above the neutral one is worth one point of evidence.</summary>
    [Range(0.01, 1.0)]
    public double SimilarityPerPoint { get; init; } = 0.08;

    /// <summary>The most that one crop can say, in points, for or against. Less than <see cref="EarlyPoints"/>.</summary>
    [Range(0.1, 10.0)]
    public double MostPointsPerCrop { get; init; } = 1.5;

    /// <summary>Points for the first alert of an episode.</summary>
    [Range(0.1, 100.0)]
    public double EarlyPoints { get; init; } = 2.0;

    /// <summary>A crop of at least this quality counts as one where a number of crops is asked for; all of them weigh by their quality.</summary>
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

    /// <summary>How far below and above zero the points of a person can run; it bounds how long a changed mind takes.</summary>
    [Range(1.0, 100.0)]
    public double MostPoints { get; init; } = 6.0;

    /// <summary>
    /// Decades of likelihood for the first alert of an episode, where the model is calibrated: 2.5 says that the crops are 300 times
    /// likelier for the person than for a stranger.
    /// </summary>
    [Range(0.5, 10.0)]
    public double EarlyLikelihood { get; init; } = 2.5;

    /// <summary>Decades of likelihood for a confirmed alert, where the model is calibrated.</summary>
    [Range(0.5, 10.0)]
    public double ConfirmedLikelihood { get; init; } = 3.0;

    /// <summary>
    /// How much the similarities of one stranger's crops go together, 0 to 1: n crops are worth n / (1 + (n − 1) × this). Measured: 0.76
    /// on 14 tracks of talking and turning heads against 5,749 people.
    /// </summary>
    [Range(0.0, 1.0)]
    public double CropCorrelation { get; init; } = 0.75;

    /// <summary>What each crop leaves of the weight of those before it, so that a track that changes hands is let go.</summary>
    [Range(0.1, 1.0)]
    public double Fading { get; init; } = 0.85;

    /// <summary>
    /// The most false alerts per camera and day that a folder of people may cause; with the number of people and of tracks it gives
    /// the least similarity of an alert.
    /// </summary>
    [Range(1e-6, 1e6)]
    public double FalseAlertsPerCameraDay { get; init; } = 1;

    /// <summary>The least similarity of an alert, set by hand; unset, the budget of false alerts gives it.</summary>
    [Range(0.0, 1.0)]
    public double? AlertSimilarity { get; init; }

    /// <summary>Tracks per camera and day, assumed until as much as a day of one camera has been watched.</summary>
    [Range(1.0, 1e7)]
    public double TracksPerCameraDay { get; init; } = 2000;

    /// <summary>By how much the fused similarity must exceed that of the best other person.</summary>
    [Range(0.0, 1.0)]
    public double Margin { get; init; } = 0.08;

    /// <summary>Crops closer together in time are discounted in proportion: they are the same picture.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan IndependentAfter { get; init; } = TimeSpan.FromSeconds(0.4);

    /// <summary>The number of crops of a track that its fused similarity rests on: the best, spread in time.</summary>
    [Range(1, 50)]
    public int BestCrops { get; init; } = 5;

    /// <summary>How many people are looked up for each crop.</summary>
    [Range(2, 100)]
    public int Candidates { get; init; } = 5;

    /// <summary>A person unseen for longer has left: the episode is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan EpisodeGap { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An episode is closed after this long even when the person stays; the next evidence opens another.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan EpisodeLimit { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>What <see cref="AlertSimilarity"/> and <see cref="FalseAlertsPerCameraDay"/> say together.</summary>
    public AlertPolicy ToPolicy() => new()
    {
        FalseAlertsPerCameraDay = FalseAlertsPerCameraDay, Fixed = AlertSimilarity is { } set ? new Similarity((float)set) : null,
    };
}
