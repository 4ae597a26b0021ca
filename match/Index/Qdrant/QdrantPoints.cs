using Analytics.Contracts;
using Qdrant.Client.Grpc;

namespace Analytics.Match.Index.Qdrant;

/// <summary>
/// The points of one collection, as whole pages and counts; and their removal, which is not done before every replica has it.
/// </summary>
internal sealed class QdrantPoints(QdrantConnection connection, string collection)
{
    private const uint ContentsPage = 1000;

    /// <summary>
    /// Answered only while all replicas of all shards are in use. What they answer is what they agree on: the fewest, where they count.
    /// </summary>
    public static readonly ReadConsistency Everywhere = new() { Type = ReadConsistencyType.All };

    private static readonly WithPayloadSelector Contents = new[] { QdrantFilter.Subject, QdrantFilter.Watchlist };

    /// <summary>In Qdrant's words; none where one replica will do.</summary>
    public static ReadConsistency? Consistency(IndexConsistency wanted) => wanted switch
    {
        IndexConsistency.Majority => new ReadConsistency { Type = ReadConsistencyType.Majority },
        IndexConsistency.Quorum => new ReadConsistency { Type = ReadConsistencyType.Quorum },
        IndexConsistency.All => Everywhere,
        _ => null,
    };

    /// <summary>
    /// Removes points everywhere. A replica that confirms is in use and has none of them. One that does not is put out of use, or the
    /// removal is refused. Then all must answer: one that was away has by then been filled from one that has none.
    /// </summary>
    /// <param name="points">The points to remove.</param>
    /// <param name="same">The same as a filter.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Why it is not known to be done; none where it is.</returns>
    public async ValueTask<IndexUnavailable?> RemoveAsync(PointsSelector points, Filter? same, CancellationToken cancellationToken)
    {
        DeletePoints asked = new() { CollectionName = collection, Wait = true, Points = points };
        if (await connection.ChangeAsync((qdrant, call) => qdrant.Points.DeleteAsync(asked, call), cancellationToken) is { } refused)
        {
            return refused;
        }

        var left = await CountAsync(same, Everywhere, cancellationToken);
        return left.Unavailable ?? (left.Value > 0 ? connection.Refusals.NotGone(left.Value) : null);
    }

    /// <summary>How many pass.</summary>
    public async ValueTask<IndexAnswer<long>> CountAsync(Filter? filter, ReadConsistency? consistency, CancellationToken cancellationToken)
    {
        CountPoints asked = new() { CollectionName = collection, Exact = true, Filter = filter, ReadConsistency = consistency };
        var counted = await connection.AskAsync((qdrant, call) => qdrant.Points.CountAsync(asked, call), cancellationToken);
        return counted.Then(reply => (long)reply.Result.Count);
    }

    /// <summary>A page in the order of the ids, from one on.</summary>
    public ValueTask<IndexAnswer<ScrollResponse>> ScrollAsync(
        PointId? from, uint limit, bool withContents, ReadConsistency? consistency, CancellationToken cancellationToken)
    {
        ScrollPoints asked = new()
        {
            CollectionName = collection,
            Limit = limit,
            Offset = from,
            ReadConsistency = consistency,
            WithPayload = withContents ? Contents : false,
        };
        return connection.AskAsync((qdrant, call) => qdrant.Points.ScrollAsync(asked, call), cancellationToken);
    }

    /// <summary>What is said of each face.</summary>
    public async ValueTask<IndexAnswer<IReadOnlyList<FaceContents>>> ContentsAsync(
        ReadConsistency? consistency, CancellationToken cancellationToken)
    {
        List<FaceContents> all = [];
        for (PointId? next = null; ;)
        {
            var page = await ScrollAsync(next, ContentsPage, withContents: true, consistency, cancellationToken);
            if (page.Unavailable is { } away)
            {
                return IndexAnswer.Without<IReadOnlyList<FaceContents>>(away);
            }

            all.AddRange(page.Value.Result.Select(QdrantFilter.ContentsOf));
            if ((next = page.Value.NextPageOffset) is null)
            {
                return IndexAnswer.Of<IReadOnlyList<FaceContents>>(all);
            }
        }
    }

    /// <summary>The templates of these faces, as far as they are there.</summary>
    public async ValueTask<IndexAnswer<IReadOnlyList<Template>>> FetchAsync(
        IReadOnlyList<FaceId> faces, ModelId model, CancellationToken cancellationToken)
    {
        List<Template> templates = [];
        foreach (var batch in Batches.Of(faces.Select(face => (PointId)face.Value)))
        {
            var found = await connection.AskAsync<PointId, GetResponse>(
                batch,
                some => (qdrant, call) => qdrant.Points.GetAsync(
                    new GetPoints { CollectionName = collection, Ids = { some }, WithPayload = false, WithVectors = true }, call),
                cancellationToken);
            if (found.Unavailable is { } away)
            {
                return IndexAnswer.Without<IReadOnlyList<Template>>(away);
            }

            foreach (var point in found.Value.SelectMany(part => part.Result))
            {
                var vector = point.Vectors?.Vector?.Dense?.Data.ToArray() ?? [];
                if (!vector.All(float.IsFinite) || vector.All(number => number == 0))
                {
                    return IndexAnswer.Without<IReadOnlyList<Template>>(connection.Refusals.NotANumber("a component"));
                }

                templates.Add(new Template(model, vector));
            }
        }

        return IndexAnswer.Of<IReadOnlyList<Template>>(templates);
    }
}
