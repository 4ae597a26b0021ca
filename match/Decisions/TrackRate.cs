namespace Analytics.Match.Decisions;

/// <summary>How many tracks a camera has in a day: each is one chance of a false alert.</summary>
/// <param name="PerCameraDay">The mean.</param>
/// <param name="Observed">Over how much time of one camera it was observed; zero for an assumption.</param>
public readonly record struct TrackRate(double PerCameraDay, TimeSpan Observed)
{
    /// <summary>Less than a day says nothing of the night, or of the rush hour.</summary>
    public static readonly TimeSpan Enough = TimeSpan.FromDays(1);

    /// <summary>Whether it is an assumption still.</summary>
    public bool Assumed => Observed < Enough;

    /// <summary>
    /// The observed rate once a whole day of one camera, or as much of several, has been watched; the assumption until then.
    /// </summary>
    /// <param name="tracks">Tracks with at least one embedded face.</param>
    /// <param name="watched">The time of all cameras together.</param>
    /// <param name="assumedPerCameraDay">Until enough is observed.</param>
    public static TrackRate From(long tracks, TimeSpan watched, double assumedPerCameraDay) => watched >= Enough
        ? new TrackRate(tracks / watched.TotalDays, watched)
        : new TrackRate(assumedPerCameraDay, TimeSpan.Zero);
}
