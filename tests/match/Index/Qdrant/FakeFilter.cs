using System.Globalization;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Qdrant.Client.Grpc;
using Value = Qdrant.Client.Grpc.Value;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>
/// Qdrant's filters, as far as they are used: a field that is not there matches nothing, a list where one of its entries does.
/// </summary>
internal static class FakeFilter
{
    public static Func<FakePoint, bool> Of(Filter? filter)
    {
        var must = Conditions(filter?.Must);
        var mustNot = Conditions(filter?.MustNot);
        return point => must.All(holds => holds(point)) && !mustNot.Any(holds => holds(point));
    }

    /// <summary>The fields that it looks at by their text.</summary>
    public static IEnumerable<string> Keywords(Filter? filter) => (filter?.Must ?? []).Concat(filter?.MustNot ?? [])
        .Where(condition => condition.Field?.Match is not null).Select(condition => condition.Field.Key);

    /// <summary>The texts of a field.</summary>
    public static IEnumerable<string> Texts(FakePoint point, string field) => !point.Payload.TryGetValue(field, out var value) ? []
        : value.KindCase == Value.KindOneofCase.ListValue ? value.ListValue.Values.Select(entry => entry.StringValue)
        : value.HasStringValue ? [value.StringValue] : [];

    /// <summary>The time of a field, to the microsecond.</summary>
    public static DateTimeOffset? Time(FakePoint point, string field) =>
        Texts(point, field).Select(text => (DateTimeOffset?)DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)).FirstOrDefault();

    private static List<Func<FakePoint, bool>> Conditions(RepeatedField<Condition>? conditions) => [.. (conditions ?? []).Select(One)];

    private static Func<FakePoint, bool> One(Condition condition)
    {
        if (condition.HasId is { } ids)
        {
            var wanted = ids.HasId.Select(id => Guid.Parse(id.Uuid)).ToHashSet();
            return point => wanted.Contains(point.Id);
        }

        var key = condition.Field.Key;
        if (condition.Field.DatetimeRange is { } range)
        {
            return point => Time(point, key) is { } time && !(time < At(range.Gte)) && !(time >= At(range.Lt));
        }

        var match = condition.Field.Match;
        HashSet<string> values = match.Keywords is { } any ? [.. any.Strings] : [match.Keyword];
        return point => Texts(point, key).Any(values.Contains);
    }

    private static DateTimeOffset? At(Timestamp? stamp) => stamp?.ToDateTimeOffset();
}
