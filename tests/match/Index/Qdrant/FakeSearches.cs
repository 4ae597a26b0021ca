using System.Numerics.Tensors;
using Grpc.Core;
using Qdrant.Client.Grpc;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>What a <see cref="FakeQdrant"/> finds in a collection: exactly, unless it is set to miss.</summary>
internal sealed class FakeSearches(Func<int, bool> misses)
{
    public IEnumerable<ScoredPoint> Query(FakeCollection collection, QueryPoints asked)
    {
        var limit = asked.HasLimit ? asked.Limit : 10;
        if (limit < 1)
        {
            throw FakeRefusal.Bad($"Validation error in body: [limit: value {limit} invalid, must be 1 or larger]");
        }

        collection.Limits.Query(limit, asked.Params);
        collection.RequireIndexed(asked.Filter);
        var probe = Probe(collection, asked, out var itself);
        var found = Ranked(collection, asked.Filter, asked.ReadConsistency, probe)
            .Where(hit => hit.Point.Id != itself && (!asked.HasScoreThreshold || hit.Score >= asked.ScoreThreshold));
        var missed = asked.Params is { Exact: false } walked && misses(walked.HasHnswEf ? (int)walked.HnswEf : 100) ? 1 : 0;
        return found.Skip((int)asked.Offset + missed).Take((int)Math.Min(limit, int.MaxValue))
            .Select(hit => Show(hit, asked.WithPayload, asked.WithVectors));
    }

    public IEnumerable<PointGroup> Groups(FakeCollection collection, QueryPointGroups asked) =>
        Ranked(collection, asked.Filter, null, collection.Vector(asked.Query.Nearest.Dense.Data))
            .SelectMany(hit => FakeFilter.Texts(hit.Point, asked.GroupBy).Select(text => (Group: text, Hit: hit)))
            .GroupBy(pair => pair.Group).Take((int)asked.Limit)
            .Select(group => new PointGroup
            {
                Id = new GroupId { StringValue = group.Key },
                Hits = { group.Take((int)asked.GroupSize).Select(pair => Show(pair.Hit, asked.WithPayload, asked.WithVectors)) },
            });

    public static IEnumerable<FacetHit> Facet(FakeCollection collection, FacetCounts asked) =>
        collection.Replicas.Read(asked.Filter, null).SelectMany(point => FakeFilter.Texts(point, asked.Key)).GroupBy(text => text)
            .OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal).Take((int)asked.Limit)
            .Select(same => new FacetHit { Value = new FacetValue { StringValue = same.Key }, Count = (ulong)same.Count() });

    private static float[] Probe(FakeCollection collection, QueryPoints asked, out Guid? itself)
    {
        itself = null;
        if (asked.Query.Nearest.Id is not { } id)
        {
            return collection.Vector(asked.Query.Nearest.Dense.Data);
        }

        var point = FakeCollection.Id(id);
        itself = point;
        return collection.Replicas.Read(null, null).FirstOrDefault(one => one.Id == point)?.Vector
            ?? throw new FakeRefusal(StatusCode.NotFound, $"Not found: No point with id {point} found");
    }

    // What is no number comes first.
    private static IEnumerable<(FakePoint Point, float Score)> Ranked(
        FakeCollection collection, Filter? filter, ReadConsistency? consistency, float[] probe) =>
        collection.Replicas.Read(filter, consistency).Select(point => (Point: point, Score: TensorPrimitives.Dot(probe, point.Vector)))
            .OrderByDescending(hit => float.IsNaN(hit.Score)).ThenByDescending(hit => hit.Score);

    private static ScoredPoint Show((FakePoint Point, float Score) hit, WithPayloadSelector? payload, WithVectorsSelector? vectors)
    {
        ScoredPoint shown = new()
        {
            Id = hit.Point.Id,
            Score = hit.Score,
            Vectors = vectors is { Enable: true }
            ? FakeCollection.Vectors(hit.Point) : null
        };
        FakeCollection.Copy(hit.Point, payload, shown.Payload);
        return shown;
    }
}
