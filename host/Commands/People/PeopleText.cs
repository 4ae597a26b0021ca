using Analytics.Contracts;
using Analytics.People.Enrolling;
using Analytics.Store;

namespace Analytics.Host.Commands.People;

/// <summary>Answers of the people's commands in lines, and views as answers.</summary>
public static class PeopleText
{
    /// <summary>A person of a list.</summary>
    public static PersonAnswer Of(PersonSummary person) => new(person.Id.Value, person.Name, person.Photos, Words(person.Watchlists));

    /// <summary>A person in full.</summary>
    /// <param name="person">The person.</param>
    /// <param name="exported">Where crops were written, by photo; none when nobody asked.</param>
    public static PersonDetailAnswer Of(PersonView person, IReadOnlyDictionary<FaceId, string>? exported = null) => new(
        person.Id.Value, person.Name, person.Note, person.Created, Words(person.Watchlists),
        [
            .. person.Photos.Select(photo => new PhotoAnswer(
                photo.Id.ToString(), photo.FileName, photo.Added, Math.Round(photo.Quality.Score, 3),
                [.. photo.Models.Select(model => model.Value)],
                exported?.GetValueOrDefault(photo.Id))),
        ]);

    /// <summary>What became of a person's photos.</summary>
    public static EnrolledAnswer Of(EnrolledPerson person) => new(
        person.Id?.Value, person.Name, person.IsNew,
        [.. person.Photos.Select(photo => new EnrolledPhotoAnswer(photo.Path, Word(photo.Outcome), photo.Reason, photo.Quality))],
        person.Nearest is { } other
            ? new NearestAnswer(
                other.Person.Value, other.Name, other.Similarity.Value, other.FalseMatchRate, other.ExpectedStrangers, other.ChanceOfSame,
                other.IsWarning)
            : null,
        person.LowestWithin, person.IsSpread,
        [
            .. person.Watchlists.Select(change => new ForecastAnswer(
                change.List.Id.Value, change.List.People, change.Before.Threshold?.Value, change.After.Threshold?.Value,
                change.Before.FalseAlertsPerDay, change.After.FalseAlertsPerDay)),
        ]);

    /// <summary>A line for each person.</summary>
    public static IEnumerable<string> Lines(PeopleAnswer answer) => answer.People.Count == 0
        ? ["Nobody is enrolled. 'analytics people add NAME PHOTO...' enrols somebody."]
        : answer.People.Select(Line);

    /// <summary>Name, photos, lists, id.</summary>
    public static string Line(PersonAnswer person) =>
        $"{person.Name} ({Quantity.Of(person.Photos, "photo", "photos")}"
            + $"{(person.Watchlists.Count == 0 ? "" : $"; on {string.Join(", ", person.Watchlists)}")})  {person.Id}";

    /// <summary>A person with a line for each photo.</summary>
    public static IEnumerable<string> Lines(PersonDetailAnswer person) =>
    [
        $"{person.Name}  {person.Id}",
        $"enrolled {person.Created:yyyy-MM-dd HH:mm}Z"
            + (person.Watchlists.Count == 0 ? "" : $", on {string.Join(", ", person.Watchlists)}"),
        .. person.Photos.Select(photo => $"  {photo.Id}  {photo.File} (quality {photo.Quality:0.00}; {string.Join(", ", photo.Models)})"
            + (photo.Exported is { } file ? $" -> {file}" : "")),
    ];

    /// <summary>A line for each photo, each warning and each list, then the sum.</summary>
    public static IEnumerable<string> Lines(EnrolledAnswer answer)
    {
        foreach (var photo in answer.Photos)
        {
            yield return photo.Reason is { } reason
                ? $"{photo.State,-9} {answer.Name}: {photo.Path}: {reason}"
                : $"{photo.State,-9} {answer.Name}: {photo.Path} (quality {photo.Quality:0.00})";
        }

        if (answer.Nearest is { Warning: true } nearest)
        {
            yield return $"warning   {answer.Name} looks like {nearest.Name} (similarity {nearest.Similarity:0.00}{Chance(nearest)}): "
                + "they may be mistaken for each other, or be one person.";
        }

        if (answer.Spread)
        {
            yield return $"warning   {answer.Name}: the photos do not look like one person (similarity {answer.LowestWithin:0.00}). "
                + "'analytics people photos' shows them; remove the wrong one.";
        }

        foreach (var list in answer.Watchlists)
        {
            yield return $"watchlist {list.Watchlist}: {Quantity.Of(list.People, "person", "people")}, "
                + "predicted false alerts per camera and day "
                + $"{Number(list.FalseAlertsPerDayBefore)} -> {Number(list.FalseAlertsPerDay)}, "
                + $"threshold {Number(list.ThresholdBefore)} -> {Number(list.Threshold)}.";
        }

        var accepted = answer.Photos.Count(photo => photo.State == Word(PhotoOutcome.Accepted));
        yield return answer.Id is null
            ? $"{answer.Name} was not enrolled: no photo was accepted."
            : $"{answer.Name} was {(answer.IsNew ? "enrolled" : "there already")}; "
                + $"{Quantity.Of(accepted, "photo", "photos")} of {answer.Photos.Count} added.";
    }

    /// <summary>The lines of each person, then the sum.</summary>
    public static IEnumerable<string> Lines(ImportAnswer answer) =>
    [
        .. answer.Enrolled.SelectMany(Lines),
        $"{Quantity.Of(answer.People, "person", "people")}: {answer.Accepted} photos added, "
            + $"{answer.There} there already, {answer.Rejected} rejected.",
    ];

    private static string Word(PhotoOutcome outcome) => outcome.ToString().ToLowerInvariant();

    private static string Chance(NearestAnswer nearest) => nearest switch
    {
        { ChanceOfSame: { } chance } => $", {chance:0.0 %} chance that they are one person",
        { ExpectedStrangers: { } strangers } =>
            $", {strangers:0.##E+0} strangers as alike are expected in this gallery",
        _ => "",
    };

    private static string Number(double? value) => value is { } number ? $"{number:0.####}" : "unknown";

    private static IReadOnlyList<string> Words(IReadOnlyList<WatchlistId> lists) => [.. lists.Select(list => list.Value)];
}
