using Analytics.Contracts;

namespace Analytics.Match.Decisions;

/// <summary>What a watchlist asks of an alert: a budget of false ones, or a fixed similarity.</summary>
public sealed record AlertPolicy
{
    /// <summary>At most so many false alerts per camera and day; above 0. Not looked at where a similarity is fixed.</summary>
    public double FalseAlertsPerCameraDay { get; init; } = 1;

    /// <summary>The similarity set by hand; none where the budget decides.</summary>
    public Similarity? Fixed { get; init; }
}

/// <summary>The two people of a list who look most alike.</summary>
/// <param name="First">One.</param>
/// <param name="Second">The other.</param>
/// <param name="Similarity">Of their nearest photos.</param>
public sealed record LookAlikes(PersonId First, PersonId Second, Similarity Similarity);

/// <summary>What a threshold follows from.</summary>
/// <param name="Policy">Of the list.</param>
/// <param name="Gallery">The size of the list.</param>
/// <param name="Tracks">Chances of a false alert.</param>
public sealed record ThresholdQuestion(AlertPolicy Policy, GallerySize Gallery, TrackRate Tracks)
{
    /// <summary>The two most alike; none on a list of one.</summary>
    public LookAlikes? Nearest { get; init; }

    /// <summary>How far above the similarity of the two most alike an alert must lie.</summary>
    public double LookAlikeMargin { get; init; } = 0.02;
}
