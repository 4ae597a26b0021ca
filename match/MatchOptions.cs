using System.ComponentModel.DataAnnotations;

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
}
