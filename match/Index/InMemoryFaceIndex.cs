using System.Numerics.Tensors;
using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>
/// Exact cosine over everything, one face after the other, in memory: for the galleries of one folder, and what the other adapters
/// are measured against.
/// </summary>
public sealed class InMemoryFaceIndex(FaceCollection collection) : IFaceIndex, IProbeFaces
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<Guid, FaceEntry> _faces = [];

    /// <inheritdoc/>
    public FaceCollection Collection => collection;

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> UpsertAsync(IReadOnlyList<FaceEntry> faces, CancellationToken cancellationToken)
    {
        collection.Require(faces);
        lock (_gate)
        {
            foreach (var face in faces)
            {
                _faces[face.Id.Value] = face;
            }
        }

        return ValueTask.FromResult(IndexAnswer.Of((long)faces.Count));
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> RemoveAsync(IReadOnlyList<FaceId> faces, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(IndexAnswer.Of((long)faces.Count(face => _faces.Remove(face.Value))));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> RemoveAsync(PersonId person, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var faces = Of(new FaceFilter { Person = person });
            return RemoveAsync([.. faces.Select(face => face.Id)], cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> RelistAsync(
        PersonId person, IReadOnlyList<WatchlistId> watchlists, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var faces = Of(new FaceFilter { Person = person });
            return UpsertAsync([.. faces.Select(face => face with { Watchlists = watchlists })], cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IReadOnlyList<IReadOnlyList<FaceHit>>>> SearchAsync(
        IReadOnlyList<FaceQuery> queries, CancellationToken cancellationToken)
    {
        foreach (var query in queries)
        {
            collection.Require(query.Probe);
        }

        lock (_gate)
        {
            IReadOnlyList<IReadOnlyList<FaceHit>> answer = [.. queries.Select(Search)];
            return ValueTask.FromResult(IndexAnswer.Of(answer));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> CountAsync(FaceFilter filter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(IndexAnswer.Of(_faces.Values.LongCount(filter.Passes)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IReadOnlyList<FaceId>>> ListAsync(FaceId? after, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            IReadOnlyList<FaceId> page =
                [.. _faces.Keys.Where(id => after is not { } last || id.CompareTo(last.Value) > 0).Take(limit)
                    .Select(id => new FaceId(id))];
            return ValueTask.FromResult(IndexAnswer.Of(page));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IReadOnlyList<FaceContents>>> ContentsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            IReadOnlyList<FaceContents> all = [.. _faces.Values.Select(face => FaceContents.Of(face.Id, face.Person, face.Watchlists))];
            return ValueTask.FromResult(IndexAnswer.Of(all));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IReadOnlyList<Template>>> FetchAsync(IReadOnlyList<FaceId> faces, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            IReadOnlyList<Template> templates = [
                .. faces.Where(face => _faces.ContainsKey(face.Value)).Select(face => _faces[face.Value].Template)];
            return ValueTask.FromResult(IndexAnswer.Of(templates));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IndexStatus>> StatusAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(IndexAnswer.Of(new IndexStatus("memory", collection, _faces.Count, [])));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private List<FaceEntry> Of(FaceFilter filter) => [.. _faces.Values.Where(filter.Passes)];

    private IReadOnlyList<FaceHit> Search(FaceQuery query)
    {
        var hits = _faces.Values.Where(query.Filter.Passes).Select(face => new FaceHit(
            face.Id, face.Person, new Similarity(TensorPrimitives.Dot(query.Probe.Vector, face.Template.Vector))));
        if (query.ByPerson)
        {
            hits = hits.GroupBy(hit => hit.Person?.Value ?? $"\n{hit.Face}").Select(person => person.MaxBy(hit => hit.Similarity));
        }

        return [.. hits.OrderByDescending(hit => hit.Similarity).Take(query.Top)];
    }
}
