using System.Globalization;
using Analytics.Contracts;
using Google.Protobuf.WellKnownTypes;
using Qdrant.Client.Grpc;
using ListValue = Qdrant.Client.Grpc.ListValue;
using Value = Qdrant.Client.Grpc.Value;

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
    public static readonly IReadOnlyList<(string Name, FieldType Type)> Fields =
    [
        (Subject, FieldType.Keyword), (Watchlist, FieldType.Keyword), (Camera, FieldType.Keyword), (SeenAt, FieldType.Datetime),
        (Model, FieldType.Keyword),
    ];

    /// <summary>The filter; none when everything passes.</summary>
    /// <param name="filter">Ours.</param>
    /// <param name="without">People who are left out besides.</param>
    public static Filter? Of(FaceFilter filter, IReadOnlyCollection<PersonId>? without = null)
    {
        Filter asked = new();
        if (filter.Watchlist is { } list)
        {
            asked.Must.Add(Conditions.MatchKeyword(Watchlist, list.Value));
        }

        if (filter.Person is { } person)
        {
            asked.Must.Add(Conditions.MatchKeyword(Subject, person.Value));
        }

        if (filter.Cameras.Count > 0)
        {
            asked.Must.Add(Conditions.Match(Camera, [.. filter.Cameras.Select(camera => camera.Value)]));
        }

        if (filter.From is not null || filter.To is not null)
        {
            DatetimeRange range = new() { Gte = Stamp(filter.From), Lt = Stamp(filter.To) };
            asked.Must.Add(new Condition { Field = new FieldCondition { Key = SeenAt, DatetimeRange = range } });
        }

        List<string> others = [.. filter.Without.Concat(without ?? []).Select(other => other.Value)];
        if (filter.OtherThan is { } one)
        {
            others.Add(one.Value);
        }

        if (others.Count > 0)
        {
            asked.MustNot.Add(Conditions.Match(Subject, others));
        }

        if (filter.WithoutFaces.Count > 0)
        {
            asked.MustNot.Add(Conditions.HasId([.. filter.WithoutFaces.Select(face => face.Value)]));
        }

        return asked.Must.Count + asked.MustNot.Count == 0 ? null : asked;
    }

    /// <summary>All faces of a person: what is written to is always named, since an empty filter would mean everybody.</summary>
    public static PointsSelector All(PersonId person) => new() { Filter = Of(new FaceFilter { Person = person }) };

    /// <summary>These faces.</summary>
    public static PointsSelector All(IEnumerable<PointId> faces) => new() { Points = new PointsIdsList { Ids = { faces } } };

    /// <summary>A face as a point.</summary>
    public static PointStruct Of(FaceEntry face)
    {
        PointStruct point = new()
        {
            Id = face.Id.Value,
            Vectors = new Vectors { Vector = new Vector { Dense = Of(face.Template) } },
            Payload = { [Watchlist] = Of(face.Watchlists), [Model] = face.Template.Model.Value },
        };
        foreach (var (field, text) in new[] { (Subject, face.Person?.Value), (Camera, face.Camera?.Value), (SeenAt, Text(face.SeenAt)) })
        {
            if (text is not null)
            {
                point.Payload[field] = text;
            }
        }

        return point;
    }

    /// <summary>A template's components.</summary>
    public static DenseVector Of(Template template) => new() { Data = { template.Vector.ToArray() } };

    /// <summary>Watchlists; a list of none is one too.</summary>
    public static Value Of(IEnumerable<WatchlistId> lists) =>
        new() { ListValue = new ListValue { Values = { lists.Select(list => new Value { StringValue = list.Value }) } } };

    /// <summary>Whose a point is; none for a sighting.</summary>
    public static PersonId? PersonOf(IDictionary<string, Value> payload) =>
        payload.TryGetValue(Subject, out var person) ? new PersonId(person.StringValue) : null;

    /// <summary>Which face a point is.</summary>
    public static FaceId FaceOf(PointId id) => new(Guid.Parse(id.Uuid));

    /// <summary>What a point says of a face.</summary>
    public static FaceContents ContentsOf(RetrievedPoint point) => FaceContents.Of(
        FaceOf(point.Id), PersonOf(point.Payload),
        point.Payload.TryGetValue(Watchlist, out var lists)
            ? lists.ListValue.Values.Select(list => new WatchlistId(list.StringValue)) : []);

    // RFC 3339 in UTC. Qdrant keeps microseconds.
    private static string? Text(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private static Timestamp? Stamp(DateTimeOffset? time) =>
        time is { } known ? Timestamp.FromDateTimeOffset(known.AddTicks(-(known.UtcTicks % TimeSpan.TicksPerMicrosecond))) : null;
}
