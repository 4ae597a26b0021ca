using Analytics.Contracts;
using Analytics.Match.Index;

namespace Analytics.Match.Decisions;

/// <summary>People of a gallery whose photos are so much alike that they may be one person who is enrolled twice: they are reported together.</summary>
public sealed class AlikePeople
{
    /// <summary>Galleries of more photos are not compared with themselves.</summary>
    public const int MostCompared = 5000;

    private const int PageSize = 500;
    private const int MostHits = 6;
    private readonly HashSet<(PersonId, PersonId)> _pairs;

    /// <summary>Takes pairs over.</summary>
    public AlikePeople(IEnumerable<LookAlikes> pairs)
    {
        Pairs = [.. pairs.OrderByDescending(pair => pair.Similarity)];
        _pairs = [.. Pairs.SelectMany(pair => new[] { (pair.First, pair.Second), (pair.Second, pair.First) })];
        People = _pairs.Select(pair => pair.Item1).Distinct().Count();
    }

    /// <summary>Nobody is like anybody else.</summary>
    public static AlikePeople None { get; } = new([]);

    /// <summary>The pairs, most alike first.</summary>
    public IReadOnlyList<LookAlikes> Pairs { get; }

    /// <summary>How many people are in one of the pairs.</summary>
    public int People { get; }

    /// <summary>Whether two people are a pair.</summary>
    public bool AreAlike(PersonId one, PersonId other) => _pairs.Contains((one, other));

    /// <summary>Compares all photos of an index with each other.</summary>
    /// <param name="index">The gallery.</param>
    /// <param name="from">The similarity of two photos from which on their people are a pair.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The pairs; none at all where the gallery is too large, or its index does not hand out what it holds.</returns>
    public static async ValueTask<IndexAnswer<AlikePeople?>> FindAsync(IFaceIndex index, Similarity from, CancellationToken cancellationToken)
    {
        var count = await index.CountAsync(FaceFilter.All, cancellationToken);
        if (count.Unavailable is { } away)
        {
            return IndexAnswer.Without<AlikePeople?>(away);
        }

        if (index is not IProbeFaces faces || count.Value > MostCompared)
        {
            return IndexAnswer.Of<AlikePeople?>(null);
        }

        Dictionary<(PersonId, PersonId), Similarity> pairs = [];
        for (FaceId? after = null; ;)
        {
            var page = await index.ListAsync(after, PageSize, cancellationToken);
            if (page.Unavailable is { } unlisted)
            {
                return IndexAnswer.Without<AlikePeople?>(unlisted);
            }

            if (page.Value.Count == 0)
            {
                return IndexAnswer.Of<AlikePeople?>(new AlikePeople(pairs.Select(pair => new LookAlikes(pair.Key.Item1, pair.Key.Item2, pair.Value))));
            }

            if (await CompareAsync(index, faces, page.Value, from, pairs, cancellationToken) is { } unread)
            {
                return IndexAnswer.Without<AlikePeople?>(unread);
            }

            after = page.Value[^1];
        }
    }

    private static async ValueTask<IndexUnavailable?> CompareAsync(
        IFaceIndex index, IProbeFaces faces, IReadOnlyList<FaceId> page, Similarity from, Dictionary<(PersonId, PersonId), Similarity> pairs,
        CancellationToken cancellationToken)
    {
        var templates = await faces.FetchAsync(page, cancellationToken);
        if (templates.Unavailable is { } away)
        {
            return away;
        }

        var answer = await index.SearchAsync(
            [.. templates.Value.Select(template => new FaceQuery(template, MostHits) { ExactFrom = from })], cancellationToken);
        if (answer.Unavailable is { } unsearched)
        {
            return unsearched;
        }

        foreach (var hits in answer.Value)
        {
            // The nearest is the photo itself, or a copy of it under another name.
            var alike = hits.Where(hit => hit.Person is not null && hit.Similarity >= from).ToList();
            foreach (var hit in alike.Skip(1))
            {
                var (one, other) = (alike[0].Person!.Value, hit.Person!.Value);
                var pair = string.CompareOrdinal(one.Value, other.Value) < 0 ? (one, other) : (other, one);
                pairs[pair] = pairs.TryGetValue(pair, out var known) && known >= hit.Similarity ? known : hit.Similarity;
            }
        }

        return null;
    }
}
