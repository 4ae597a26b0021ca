using System.Globalization;
using Analytics.Contracts;

namespace Analytics.Match.Index.Qdrant;

/// <summary>Our filters and faces in Qdrant's words.</summary>
internal static class QdrantFilter
{
    public const string Subject = "subject";
    public const string Watchlist = "watchlist";
    public const string Camera = "camera";
    public const string SeenAt = "seen_at";
    public const string Model = "model";

    /// <summary>The fields that are filtered by, with their kinds.</summary>
    public static readonly IReadOnlyList<(string Name, string Type)> Fields =
        [(Subject, "keyword"), (Watchlist, "keyword"), (Camera, "keyword"), (SeenAt, "datetime"), (Model, "keyword")];

    /// <summary>The filter; none when everything passes.</summary>
    /// <param name="filter">Ours.</param>
    /// <param name="without">People who are left out besides.</param>
    public static Filter? Of(FaceFilter filter, IReadOnlyCollection<PersonId>? without = null)
    {
        List<Condition> must = [], mustNot = [];
        if (filter.Watchlist is { } list)
        {
            must.Add(new Condition(Watchlist, new Match(list.Value)));
        }

        if (filter.Person is { } person)
        {
            must.Add(new Condition(Subject, new Match(person.Value)));
        }

        if (filter.Cameras.Count > 0)
        {
            must.Add(new Condition(Camera, new Match(Any: [.. filter.Cameras.Select(camera => camera.Value)])));
        }

        if (filter.From is not null || filter.To is not null)
        {
            must.Add(new Condition(SeenAt, Range: new TimeRange(Time(filter.From), Time(filter.To))));
        }

        if (filter.OtherThan is { } other)
        {
            mustNot.Add(new Condition(Subject, new Match(other.Value)));
        }

        if (without is { Count: > 0 })
        {
            mustNot.Add(new Condition(Subject, new Match(Any: [.. without.Select(left => left.Value)])));
        }

        return must.Count + mustNot.Count == 0
            ? null
            : new Filter(must.Count > 0 ? must : null, mustNot.Count > 0 ? mustNot : null);
    }

    /// <summary>A face as a point.</summary>
    public static Point Of(FaceEntry face) => new(
        face.Id.Value, new Numbers(face.Template),
        new PointPayload(
            face.Person?.Value, [.. face.Watchlists.Select(list => list.Value)], face.Camera?.Value, Time(face.SeenAt),
            face.Template.Model.Value));

    /// <summary>What a point says of a face.</summary>
    public static FaceContents ContentsOf(ScrolledPoint point) => FaceContents.Of(
        new FaceId(point.Id), point.Payload?.Subject is { } person ? new PersonId(person) : null,
        (point.Payload?.Watchlist ?? []).Select(list => new WatchlistId(list)));

    // RFC 3339 in UTC. Qdrant keeps microseconds.
    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
