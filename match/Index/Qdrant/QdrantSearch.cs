using Analytics.Contracts;
using Analytics.Match.Index.Recall;

namespace Analytics.Match.Index.Qdrant;

/// <summary>Searches one collection, many queries a request.</summary>
internal sealed class QdrantSearch(QdrantConnection connection, string collection)
{
    // Photos asked for besides as many as people are wanted: most people have a few.
    private const int FewestBesides = 16;
    private const int MostBesides = 256;

    private static readonly string[] Payload = [QdrantFilter.Subject];

    /// <summary>For each query its hits, best first.</summary>
    public async ValueTask<IndexAnswer<IReadOnlyList<IReadOnlyList<FaceHit>>>> SearchAsync(
        IReadOnlyList<FaceQuery> queries, Func<FaceQuery, SearchDepth> depth, CancellationToken cancellationToken)
    {
        List<Asking> asked = [.. queries.Select(query => new Asking(query, depth(query)))];
        for (var open = asked; open.Count > 0; open = [.. open.Where(asking => !asking.IsDone)])
        {
            var requests = open.Select(asking => (Asking: asking, Request: asking.Request()));
            foreach (var batch in Batches.Of(requests, item => Batches.BytesOf(item.Request)))
            {
                var answer = await connection.PostAsync(
                    QdrantCollections.Path(collection, "/points/query/batch"), new QueryBatch([.. batch.Select(item => item.Request)]),
                    QdrantJson.Default.QueryBatch, QdrantJson.Default.ReplyQueried, cancellationToken);
                if (answer.Unavailable is { } away)
                {
                    return IndexAnswer.Without<IReadOnlyList<IReadOnlyList<FaceHit>>>(away);
                }

                foreach (var (item, found) in batch.Zip(answer.Value.Result!))
                {
                    item.Asking.Take(found.Points);
                }
            }
        }

        return IndexAnswer.Of<IReadOnlyList<IReadOnlyList<FaceHit>>>([.. asked.Select(asking => asking.Hits())]);
    }

    /// <summary>
    /// One query until it has as many people as it wants. Qdrant's groups would leave out the faces of nobody and cannot be asked for in
    /// batches, so people are told apart here: while one person's photos fill an answer, it is asked again without the people found.
    /// Every answer but the last brings somebody new, and whoever has not come by then is less alike than all that did.
    /// </summary>
    private sealed class Asking(FaceQuery query, SearchDepth depth)
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
                ? new SearchParams(null, Exact: true, null)
                : new SearchParams(
                    depth.Candidates, Exact: false, new QuantizationSearch(Ignore: false, Rescore: true, depth.Oversampling));
            return new QueryPoints(new Numbers(query.Probe), _limit, Payload, parameters, QdrantFilter.Of(query.Filter, _people.Keys));
        }

        public void Take(IReadOnlyList<ScoredPoint> points)
        {
            foreach (var point in points)
            {
                var person = point.Payload?.Subject is { } name ? new PersonId(name) : (PersonId?)null;
                FaceHit hit = new(new FaceId(point.Id), person, new Similarity(point.Score));
                if (query.ByPerson && person is { } somebody)
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
