using Analytics.Contracts;
using Analytics.Match.Index.Recall;
using Microsoft.Extensions.Logging;

namespace Analytics.Match.Index.Qdrant;

/// <summary>
/// A collection in a Qdrant server, reached by its REST API (recorded from 1.18).
/// <para>
/// Qdrant walks a graph and misses people: where a query says <see cref="FaceQuery.ExactFrom"/>, what it promises holds for the share of
/// searches that <see cref="IndexOptions.RecallTarget"/> names, not for each. A sample of them is repeated exactly in the background;
/// where it shows less than that, searches go deeper, and at last compare every face. A query without <see cref="FaceQuery.ExactFrom"/>,
/// and every one with <see cref="IndexOptions.Exact"/>, compares every face from the start and is exact.
/// </para>
/// <para>
/// A write is done when Qdrant has it in its log on disk and finds it (<c>wait=true</c>). One of more than 500 faces or 4 MB takes
/// several requests: when it fails half-way, some faces are written; written again it completes. Times are kept to the microsecond.
/// </para>
/// </summary>
public sealed class QdrantFaceIndex : IFaceIndex, IProbeFaces
{
    private const int ContentsPage = 1000;
    private readonly IndexOptions _options;
    private readonly QdrantConnection _connection;
    private readonly QdrantCollections _collections;
    private readonly QdrantSearch _search;
    private readonly RecallAudit? _audit;
    private readonly string _name;

    private QdrantFaceIndex(
        IndexOptions options, FaceCollection collection, QdrantConnection connection, QdrantCollections collections, string name,
        TimeProvider time, ILogger logger)
    {
        (_options, Collection, _connection, _collections, _name) = (options, collection, connection, collections, name);
        _search = new QdrantSearch(connection, name);
        _audit = options.Exact ? null : new RecallAudit(options, FindsNearestAsync, time, logger);
    }

    /// <inheritdoc/>
    public FaceCollection Collection { get; }

    /// <summary>Opens the collection in use, or makes it where none is.</summary>
    /// <param name="options">Where, and how thorough.</param>
    /// <param name="key">Shown to the server; none where it asks for none.</param>
    /// <param name="collection">What it holds.</param>
    /// <param name="time">Paces the audit.</param>
    /// <param name="logger">Told when the audit changes how searches are done.</param>
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
    /// Puts this collection in use in one step: whoever opens the index from now on gets it. The one before stays as it is.
    /// </summary>
    public async ValueTask<IndexAnswer<bool>> TakeOverAsync(CancellationToken cancellationToken) =>
        (await _collections.PointAsync(Collection, cancellationToken)).Then(_ => true);

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<long>> UpsertAsync(IReadOnlyList<FaceEntry> faces, CancellationToken cancellationToken)
    {
        Collection.Require(faces);
        foreach (var batch in Batches.Of(faces.Select(QdrantFilter.Of), Batches.BytesOf))
        {
            var written = Done(await _connection.PutAsync(
                Path("/points?wait=true"), new UpsertPoints(batch),
                QdrantJson.Default.UpsertPoints, QdrantJson.Default.ReplyUpdated, cancellationToken));
            if (written.Unavailable is { } away)
            {
                return IndexAnswer.Without<long>(away);
            }
        }

        return IndexAnswer.Of((long)faces.Count);
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<long>> RemoveAsync(IReadOnlyList<FaceId> faces, CancellationToken cancellationToken)
    {
        foreach (var batch in Batches.Of(faces.Select(face => face.Value), _ => 0))
        {
            var removed = await DeleteAsync(new DeletePoints(Points: batch), cancellationToken);
            if (removed.Unavailable is { } away)
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
        if (count.Unavailable is not null)
        {
            return count;
        }

        var removed = await DeleteAsync(new DeletePoints(Filter: QdrantFilter.Of(filter)), cancellationToken);
        return removed.Then(_ => count.Value);
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<long>> RelistAsync(
        PersonId person, IReadOnlyList<WatchlistId> watchlists, CancellationToken cancellationToken)
    {
        FaceFilter filter = new() { Person = person };
        WatchlistPayload payload = new([.. watchlists.Select(list => list.Value)]);
        var relisted = Done(await _connection.PostAsync(
            Path("/points/payload?wait=true"), new SetPayload(payload, QdrantFilter.Of(filter)!),
            QdrantJson.Default.SetPayload, QdrantJson.Default.ReplyUpdated, cancellationToken));
        return relisted.Unavailable is { } away ? IndexAnswer.Without<long>(away) : await CountAsync(filter, cancellationToken);
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
    public async ValueTask<IndexAnswer<long>> CountAsync(FaceFilter filter, CancellationToken cancellationToken)
    {
        var counted = await _connection.PostAsync(
            Path("/points/count"), new CountPoints(Exact: true, QdrantFilter.Of(filter)),
            QdrantJson.Default.CountPoints, QdrantJson.Default.ReplyCounted, cancellationToken);
        return counted.Then(reply => reply.Result!.Count);
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<IReadOnlyList<FaceId>>> ListAsync(FaceId? after, int limit, CancellationToken cancellationToken)
    {
        // A page begins with the id it is asked for, whether that is there or not.
        var ask = (int)Math.Min(int.MaxValue, limit + (after is null ? 0L : 1L));
        var page = await _connection.PostAsync(
            Path("/points/scroll"), new ScrollPoints(ask, after?.Value, WithPayload: false, WithVector: false),
            QdrantJson.Default.ScrollPoints, QdrantJson.Default.ReplyScrolled, cancellationToken);
        return page.Then<Reply<Scrolled>, IReadOnlyList<FaceId>>(
            reply => [.. reply.Result!.Points.Select(point => new FaceId(point.Id)).Where(face => face != after).Take(limit)]);
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<IReadOnlyList<FaceContents>>> ContentsAsync(CancellationToken cancellationToken)
    {
        List<FaceContents> all = [];
        for (Guid? next = null; ;)
        {
            var page = await _connection.PostAsync(
                Path("/points/scroll"), new ScrollContents(ContentsPage, next, [QdrantFilter.Subject, QdrantFilter.Watchlist], WithVector: false),
                QdrantJson.Default.ScrollContents, QdrantJson.Default.ReplyScrolled, cancellationToken);
            if (page.Unavailable is { } away)
            {
                return IndexAnswer.Without<IReadOnlyList<FaceContents>>(away);
            }

            all.AddRange(page.Value.Result!.Points.Select(QdrantFilter.ContentsOf));
            if ((next = page.Value.Result.NextPageOffset) is null)
            {
                return IndexAnswer.Of<IReadOnlyList<FaceContents>>(all);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<IReadOnlyList<Template>>> FetchAsync(
        IReadOnlyList<FaceId> faces, CancellationToken cancellationToken)
    {
        List<Template> templates = [];
        foreach (var batch in Batches.Of(faces.Select(face => face.Value), _ => 0))
        {
            var found = await _connection.PostAsync(
                Path("/points"), new GetPoints(batch, WithPayload: false, WithVector: true),
                QdrantJson.Default.GetPoints, QdrantJson.Default.ReplyStored, cancellationToken);
            if (found.Unavailable is { } away)
            {
                return IndexAnswer.Without<IReadOnlyList<Template>>(away);
            }

            templates.AddRange(found.Value.Result!.Select(point => new Template(Collection.Model, point.Vector)));
        }

        return IndexAnswer.Of<IReadOnlyList<Template>>(templates);
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<IndexStatus>> StatusAsync(CancellationToken cancellationToken)
    {
        var count = await CountAsync(FaceFilter.All, cancellationToken);
        var info = await _collections.InfoAsync(_name, cancellationToken);
        var root = await _connection.GetAsync("", QdrantJson.Default.Root, cancellationToken);
        var alias = await _collections.TargetAsync(Collection.Name, cancellationToken);
        return (count.Unavailable ?? info.Unavailable ?? root.Unavailable ?? alias.Unavailable) is { } away
            ? IndexAnswer.Without<IndexStatus>(away)
            : IndexAnswer.Of(new IndexStatus(
                "qdrant", Collection, count.Value, QdrantFacts.Of(_options, root.Value, _name, alias.Value, info.Value, _audit)));
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
            connection = new QdrantConnection(options, key);
            QdrantCollections collections = new(connection, connection.Server);
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

    private async ValueTask<IndexAnswer<long>> DeleteAsync(DeletePoints points, CancellationToken cancellationToken) =>
        Done(await _connection.PostAsync(
            Path("/points/delete?wait=true"), points, QdrantJson.Default.DeletePoints, QdrantJson.Default.ReplyUpdated, cancellationToken));

    private IndexAnswer<long> Done(IndexAnswer<Reply<Updated>> answer) =>
        answer.Unavailable is null && answer.Value.Result?.Status is not "completed" and var status
            ? IndexAnswer.Without<long>(_connection.NotDone(status ?? "no status"))
            : answer.Then(_ => 0L);

    private string Path(string rest) => QdrantCollections.Path(_name, rest);
}
