using Analytics.Contracts;
using Analytics.People.Watchlists;
using Analytics.Store;

namespace Analytics.People.Enrolling;

/// <summary>What became of a photo.</summary>
public enum PhotoOutcome
{
    /// <summary>It is enrolled now.</summary>
    Accepted,

    /// <summary>It was enrolled before, of this person.</summary>
    There,

    /// <summary>It is not enrolled.</summary>
    Rejected,
}

/// <summary>A photo that was to be enrolled.</summary>
/// <param name="Path">The file.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why it was not accepted, as a clause; none where it was.</param>
/// <param name="Quality">Of the face, 0 to 1; none where no face was looked at.</param>
public sealed record EnrolledPhoto(string Path, PhotoOutcome Outcome, string? Reason, double? Quality);

/// <summary>The person of somebody else's that an enrolment is most like.</summary>
/// <param name="Person">The other person.</param>
/// <param name="Name">The other person's name.</param>
/// <param name="Similarity">Of the nearest two photos.</param>
/// <param name="FalseMatchRate">How often two strangers are as alike; none without calibration.</param>
/// <param name="ExpectedStrangers">How many strangers as alike a gallery of this size holds; none without calibration.</param>
/// <param name="ChanceOfSame">The chance that the two are one person; none where the model's card does not carry what it takes.</param>
/// <param name="IsWarning">Whether they are alike enough to be mistaken for each other.</param>
public sealed record LookAlike(
    PersonId Person, string Name, Similarity Similarity, double? FalseMatchRate, double? ExpectedStrangers, double? ChanceOfSame,
    bool IsWarning);

/// <summary>What an enrolment does to a watchlist.</summary>
/// <param name="List">As it is now.</param>
/// <param name="Before">What was predicted of it before.</param>
/// <param name="After">What is predicted of it now.</param>
public sealed record WatchlistChange(WatchlistView List, WatchlistForecast Before, WatchlistForecast After);

/// <summary>What became of one person's photos.</summary>
/// <param name="Id">None when no photo was accepted of somebody new.</param>
/// <param name="Name">As enrolled.</param>
/// <param name="IsNew">Whether the person was not in the gallery before.</param>
/// <param name="Photos">Each photo that was given.</param>
public sealed record EnrolledPerson(PersonId? Id, string Name, bool IsNew, IReadOnlyList<EnrolledPhoto> Photos)
{
    /// <summary>The other person who is most alike; none where there is no other.</summary>
    public LookAlike? Nearest { get; init; }

    /// <summary>The similarity of the least alike two photos of the person; none with one photo.</summary>
    public double? LowestWithin { get; init; }

    /// <summary>Whether the photos do not look like one person.</summary>
    public bool IsSpread { get; init; }

    /// <summary>What it did to the lists that were named.</summary>
    public IReadOnlyList<WatchlistChange> Watchlists { get; init; } = [];
}
