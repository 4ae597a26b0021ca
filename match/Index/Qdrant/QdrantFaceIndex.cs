using Analytics.Contracts;
using Analytics.Match.Index.Recall;
using Microsoft.Extensions.Logging;
using Qdrant.Client.Grpc;

namespace Analytics.Match.Index.Qdrant;

/// <summary>
/// A collection in a Qdrant server or cluster, reached over gRPC (recorded from 1.18).
/// <para>
/// Qdrant walks a graph and misses people: where a query says <see cref="FaceQuery.ExactFrom"/>, what it promises holds for the share of
/// searches that <see cref="IndexOptions.RecallTarget"/> names, not for each. A sample of them is repeated exactly in the background;
/// where it shows less than that, searches go deeper, and at last compare every face. A query without <see cref="FaceQuery.ExactFrom"/>,
/// and every one with <see cref="IndexOptions.Exact"/>, compares every face from the start and is exact.
/// </para>
/// <para>
/// A write is done when Qdrant has it in its log on disk and finds it (<c>wait</c>). One of more than 500 faces or 4 MB takes
/// several requests, and each goes to several shards: when it fails, some faces may be written, some of them on one replica only. Written
/// again it completes. Times are kept to the microsecond.
/// </para>
/// <para>
/// A removal is done when it was confirmed and every replica of every shard has answered since (read consistency <c>All</c>). A replica
/// that took no part in it was not in use. Before it is used again, it is filled from one that did.
/// </para>
/// </summary>
public sealed class QdrantFaceIndex : IFaceIndex, IProbeFaces
{
    private readonly IndexOptions _options;
    private readonly QdrantConnection _connection;
    private readonly QdrantCollections _collections;
    private readonly QdrantSearch _search;
    private readonly QdrantPoints _points;
    private readonly RecallAudit? _audit;
    private readonly string _name;

    private QdrantFaceIndex(
        IndexOptions options, FaceCollection collection, QdrantConnection connection, QdrantCollections collections, string name,
        TimeProvider time, ILogger logger)
    {
        (_options, Collection, _connection, _collections, _name) = (options, collection, connection, collections, name);
        _search = new QdrantSearch(connection, name, QdrantPoints.Consistency(options.ReadConsistency));
        _points = new QdrantPoints(connection, name);
        _audit = options.Exact ? null : new RecallAudit(options, FindsNearestAsync, time, logger);
    }

    /// <inheritdoc/>
    public FaceCollection Collection { get; }

    /// <summary>Opens the collection in use, or makes it where none is.</summary>
    /// <param name="options">Where, and how thorough.</param>
    /// <param name="key">Shown to the server; none where it asks for none.</param>
    /// <param name="collection">What it holds.</param>
    /// <param name="time">Paces the audit.</param>
    /// <param name="logger">Logs when the audit changes how searches are done.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="FailureException">An option is wrong, or the collection in use is of another model or length.</exception>
    public static ValueTask<IndexAnswer<QdrantFaceIndex>> OpenAsync(
        IndexOptions options, QdrantApiKey? key, FaceCollection collection, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken) =>
        OpenAsync(
            options, key, collection, time, logger, (collections, token) => collections.OpenAsync(collection, token), cancellationToken);

    /// <summary>
    /// Makes, or goes on with, the collection of another model beside the one in use, to be filled; <see cref="TakeOverAsync"/> puts it in
    /// use. The parameters are those of opening.
    /// </summary>
    /// <exception cref="FailureException">An option is wrong.</exception>
    public static ValueTask<IndexAnswer<QdrantFaceIndex>> OpenNextAsync(
        IndexOptions options, QdrantApiKey? key, FaceCollection collection, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken) =>
        OpenAsync(
            options, key, collection, time, logger, (collections, token) => collections.EnsureAsync(collection, token), cancellationToken);

    /// <summary>
    /// Puts this collection in use in one step: an index that is opened from now on gets it. The one before stays as it is.
    /// </summary>
    public async ValueTask<IndexAnswer<bool>> TakeOverAsync(CancellationToken cancellationToken) =>
        (await _collections.PointAsync(Collection, cancellationToken)).Then(_ => true);

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<long>> UpsertAsync(IReadOnlyList<FaceEntry> faces, CancellationToken cancellationToken)
    {
        Collection.Require(faces);
        foreach (var batch in Batches.Of(faces.Select(QdrantFilter.Of)))
        {
            var written = await _connection.AskAsync<PointStruct, PointsOperationResponse>(
                batch,
                some => (qdrant, call) => qdrant.Points.UpsertAsync(
                    new UpsertPoints { CollectionName = _name, Wait = true, Points = { some } }, call),
                cancellationToken);
            if ((written.Unavailable ?? _connection.Refusals.OfUnfinished(written.Value)) is { } away)
            {
                return IndexAnswer.Without<long>(away);
            }
        }

        return IndexAnswer.Of((long)faces.Count);
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<long>> RemoveAsync(IReadOnlyList<FaceId> faces, CancellationToken cancellationToken)
    {
        foreach (var batch in Batches.Of(faces.Select(face => (PointId)face.Value)))
        {
            Filter these = new() { Must = { new Condition { HasId = new HasIdCondition { HasId = { batch } } } } };
            if (await _points.RemoveAsync(QdrantFilter.All(batch), these, cancellationToken) is { } away)
            {
                return IndexAnswer.Without<long>(away);
            }
        }

        return IndexAnswer.Of((long)faces.Count);
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<long>> RemoveAsync(PersonId person, CancellationToken cancellationToken)
    {
        FaceFilter filter = new() { Person = person };
        var count = await CountAsync(filter, cancellationToken);

        // Whatever can be reached of them is removed, whether they can be counted or not.
        return await _points.RemoveAsync(QdrantFilter.All(person), QdrantFilter.Of(filter), cancellationToken) is { } away
            ? IndexAnswer.Without<long>(away)
            : count.Unavailable is null ? count : IndexAnswer.Of(0L);
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<long>> RelistAsync(
        PersonId person, IReadOnlyList<WatchlistId> watchlists, CancellationToken cancellationToken)
    {
        SetPayloadPoints asked = new()
        {
            CollectionName = _name,
            Wait = true,
            PointsSelector = QdrantFilter.All(person),
            Payload = { [QdrantFilter.Watchlist] = QdrantFilter.Of(watchlists) },
        };
        var refused = await _connection.ChangeAsync((qdrant, call) => qdrant.Points.SetPayloadAsync(asked, call), cancellationToken);
        return refused is { } away
            ? IndexAnswer.Without<long>(away) : await CountAsync(new FaceFilter { Person = person }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<IReadOnlyList<IReadOnlyList<FaceHit>>>> SearchAsync(
        IReadOnlyList<FaceQuery> queries, CancellationToken cancellationToken)
    {
        foreach (var query in queries)
        {
            Collection.Require(query.Probe);
        }

        var depth = _audit?.Depth ?? SearchDepth.Exact;
        var answer = await _search.SearchAsync(queries, query => query.ExactFrom is null ? SearchDepth.Exact : depth, cancellationToken);
        if (answer.Unavailable is null && _audit is not null)
        {
            foreach (var query in queries.Where(query => query.ExactFrom is not null))
            {
                _audit.OnSearched(query);
            }
        }

        return answer;
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> CountAsync(FaceFilter filter, CancellationToken cancellationToken) =>
        _points.CountAsync(QdrantFilter.Of(filter), QdrantPoints.Consistency(_options.ReadConsistency), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<IReadOnlyList<FaceId>>> ListAsync(FaceId? after, int limit, CancellationToken cancellationToken)
    {
        // A page begins with the id it is asked for, whether that is there or not.
        var page = await _points.ScrollAsync(
            after?.Value, (uint)Math.Min(int.MaxValue, limit + (after is null ? 0L : 1L)), false, null, cancellationToken);
        return page.Then<ScrollResponse, IReadOnlyList<FaceId>>(
            found => [.. found.Result.Select(point => QdrantFilter.FaceOf(point.Id)).Where(face => face != after).Take(limit)]);
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<IReadOnlyList<FaceContents>>> ContentsAsync(CancellationToken cancellationToken)
    {
        var info = await _collections.InfoAsync(_name, cancellationToken);
        var some = await _points.ContentsAsync(null, cancellationToken);
        if (some.Unavailable is not null || info is { Unavailable: null, Value.Config.Params.ReplicationFactor: 1 })
        {
            return some;
        }

        // What one replica lacks, or has otherwise, is not among what all of them have; while a node is away, that cannot be asked.
        var all = await _points.ContentsAsync(QdrantPoints.Everywhere, cancellationToken);
        if (all.Unavailable is { } away)
        {
            return away.MayRecover ? some : all;
        }

        var agreed = all.Value.Select(face => face.Face).ToHashSet();
        var differing = some.Value.Where(face => !agreed.Contains(face.Face)).Select(face => FaceContents.Differing(face.Face));
        return IndexAnswer.Of<IReadOnlyList<FaceContents>>([.. all.Value, .. differing]);
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IReadOnlyList<Template>>> FetchAsync(IReadOnlyList<FaceId> faces, CancellationToken cancellationToken) =>
        _points.FetchAsync(faces, Collection.Model, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<IndexStatus>> StatusAsync(CancellationToken cancellationToken)
    {
        var count = await CountAsync(FaceFilter.All, cancellationToken);
        var info = await _collections.InfoAsync(_name, cancellationToken);
        var health = await _connection.AskAsync(
            (qdrant, call) => qdrant.Qdrant.HealthCheckAsync(new HealthCheckRequest(), call), cancellationToken);
        var alias = await _collections.TargetAsync(Collection.Name, cancellationToken);
        var all = await _points.CountAsync(null, QdrantPoints.Everywhere, cancellationToken);
        return (count.Unavailable ?? info.Unavailable ?? health.Unavailable ?? alias.Unavailable) is { } away
            ? IndexAnswer.Without<IndexStatus>(away)
            : IndexAnswer.Of(new IndexStatus(
                "qdrant", Collection, count.Value,
                QdrantFacts.Of(_options, health.Value.Version, _name, alias.Value, info.Value, all.Unavailable is null, _audit)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_audit is not null)
        {
            await _audit.DisposeAsync();
        }

        _connection.Dispose();
    }

    private static async ValueTask<IndexAnswer<QdrantFaceIndex>> OpenAsync(
        IndexOptions options, QdrantApiKey? key, FaceCollection collection, TimeProvider time, ILogger logger,
        Func<QdrantCollections, CancellationToken, ValueTask<IndexAnswer<string>>> prepare, CancellationToken cancellationToken)
    {
        QdrantConnection? connection = null;
        try
        {
            connection = new QdrantConnection(options, key, time);
            QdrantCollections collections = new(connection, options);
            var name = await prepare(collections, cancellationToken);
            if (name.Unavailable is { } away)
            {
                return IndexAnswer.Without<QdrantFaceIndex>(away);
            }

#pragma warning disable CA2000 // The caller owns it.
            QdrantFaceIndex opened = new(options, collection, connection, collections, name.Value, time, logger);
#pragma warning restore CA2000
            connection = null;
            return IndexAnswer.Of(opened);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    // Both at once and now: between the search that is audited and this one, faces may have come and gone.
    private async ValueTask<bool?> FindsNearestAsync(FaceQuery query, SearchDepth depth, CancellationToken cancellationToken)
    {
        var (fast, exact) = (query with { Top = 1 }, query with { Top = 1, ExactFrom = null });
        var answer = await _search.SearchAsync(
            [fast, exact], asked => asked.ExactFrom is null ? SearchDepth.Exact : depth, cancellationToken);
        return answer.Unavailable is null && answer.Value[1] is [var nearest] && nearest.Similarity >= query.ExactFrom
            ? RecallEstimate.IsFound(answer.Value[0], answer.Value[1])
            : null;
    }
}
