using Analytics.Contracts;
using Analytics.Match.Index.Recall;
using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;

namespace Analytics.Match.Index.Qdrant;

/// <summary>Searches one collection, many queries a request.</summary>
internal sealed class QdrantSearch(QdrantConnection connection, string collection, ReadConsistency? consistency)
{
    // Photos asked for besides as many people as are wanted: most people have a few.
    private const int FewestBesides = 16;
    private const int MostBesides = 256;

    private static readonly WithPayloadSelector Payload = new[] { QdrantFilter.Subject };

    /// <summary>For each query its hits, best first.</summary>
    public async ValueTask<IndexAnswer<IReadOnlyList<IReadOnlyList<FaceHit>>>> SearchAsync(
        IReadOnlyList<FaceQuery> queries, Func<FaceQuery, SearchDepth> depth, CancellationToken cancellationToken)
    {
        List<Asking> asked = [.. queries.Select(query => new Asking(collection, query, depth(query)))];
        for (var open = asked; open.Count > 0; open = [.. open.Where(asking => !asking.IsDone)])
        {
            var left = new Queue<Asking>(open);
            foreach (var batch in Batches.Of(open.Select(asking => asking.Request())))
            {
                var answer = await connection.AskAsync<QueryPoints, QueryBatchResponse>(
                    batch,
                    some => (qdrant, call) => qdrant.Points.QueryBatchAsync(
                        new QueryBatchPoints { CollectionName = collection, QueryPoints = { some }, ReadConsistency = consistency }, call),
                    cancellationToken);
                if (answer.Unavailable is { } away)
                {
                    return IndexAnswer.Without<IReadOnlyList<IReadOnlyList<FaceHit>>>(away);
                }

                foreach (var found in answer.Value.SelectMany(part => part.Result))
                {
                    // A template that is no number comes first in an exact search: what comes after it need not be the nearest.
                    if (found.Result.Any(point => !float.IsFinite(point.Score)))
                    {
                        return IndexAnswer.Without<IReadOnlyList<IReadOnlyList<FaceHit>>>(connection.Refusals.NotANumber("a similarity"));
                    }

                    left.Dequeue().Take(found.Result);
                }
            }
        }

        return IndexAnswer.Of<IReadOnlyList<IReadOnlyList<FaceHit>>>([.. asked.Select(asking => asking.Hits())]);
    }

    /// <summary>
    /// One query until it has as many people as it wants. Qdrant's groups would leave out the faces of nobody and cannot be asked for in
    /// batches, so people are distinguished here: while one person's photos fill an answer, it is asked again without the people found.
    /// Every answer but the last brings somebody new. Anybody who is still missing then is less similar than all who came.
    /// </summary>
    private sealed class Asking(string collection, FaceQuery query, SearchDepth depth)
    {
        private readonly Dictionary<PersonId, FaceHit> _people = [];
        private readonly Dictionary<FaceId, FaceHit> _faces = [];
        private int _limit;

        public bool IsDone { get; private set; }

        public QueryPoints Request()
        {
            _limit = query.ByPerson
                ? (int)Math.Min(int.MaxValue, query.Top + Math.Clamp(3L * query.Top, FewestBesides, MostBesides))
                : query.Top;
            var parameters = depth.IsExact
                ? new SearchParams { Exact = true }
                : new SearchParams
                {
                    HnswEf = (ulong)depth.Candidates,
                    Exact = false,
                    Quantization = new QuantizationSearchParams { Ignore = false, Rescore = true, Oversampling = depth.Oversampling },
                };
            return new QueryPoints
            {
                CollectionName = collection,
                Query = new Query { Nearest = new VectorInput { Dense = QdrantFilter.Of(query.Probe) } },
                Limit = (ulong)_limit,
                WithPayload = Payload,
                Params = parameters,
                Filter = QdrantFilter.Of(query.Filter, _people.Keys),
            };
        }

        public void Take(RepeatedField<ScoredPoint> points)
        {
            foreach (var point in points)
            {
                FaceHit hit = new(QdrantFilter.FaceOf(point.Id), QdrantFilter.PersonOf(point.Payload), new Similarity(point.Score));
                if (query.ByPerson && hit.Person is { } somebody)
                {
                    _people.TryAdd(somebody, hit);
                }
                else
                {
                    _faces.TryAdd(hit.Face, hit);
                }
            }

            IsDone = !query.ByPerson || points.Count < _limit || _people.Count + _faces.Count >= query.Top;
        }

        public IReadOnlyList<FaceHit> Hits() =>
            [.. _people.Values.Concat(_faces.Values).OrderByDescending(hit => hit.Similarity).Take(query.Top)];
    }
}
