using System.Collections.Concurrent;
using Analytics.Contracts;
using Analytics.Match.Index;

namespace Analytics.Match.Decisions;

/// <summary>
/// People of a gallery whose photos are so much alike that they may be one person who is enrolled twice: they are reported together. Safe
/// from several threads.
/// </summary>
/// <param name="index">The gallery.</param>
/// <param name="from">The similarity of two photos from which on their people are a pair.</param>
public sealed class AlikePeople(IFaceIndex index, Similarity from)
{
    /// <summary><see cref="FindAllAsync"/> compares galleries of so many photos at most.</summary>
    public const int MostCompared = 5000;

    private const int PageSize = 500;
    private const int MostHits = 6;
    private const int MostPhotos = 20;
    private const int MostKnown = 100_000;
    private volatile ConcurrentDictionary<(PersonId, PersonId), bool> _known = new();

    /// <summary>Called with each pair that <see cref="AreAlikeAsync"/> finds, once until <see cref="Forget"/>.</summary>
    public Action<LookAlikes> OnFound { get; init; } = _ => { };

    /// <summary>
    /// Whether two people are a pair: whether any two of their photos are alike, of the 20 of each that are nearest to a probe. Two
    /// searches and a read, then from memory.
    /// </summary>
    /// <param name="probe">A face that looks like both.</param>
    /// <param name="one">One of them.</param>
    /// <param name="other">The other.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async ValueTask<IndexAnswer<bool>> AreAlikeAsync(
        Template probe, PersonId one, PersonId other, CancellationToken cancellationToken)
    {
        var known = _known; // an answer about the gallery as it was is not kept for the gallery as it is
        var pair = Ordered(one, other);
        if (known.TryGetValue(pair, out var answer))
        {
            return IndexAnswer.Of(answer);
        }

        var similarity = await NearestAsync(probe, one, other, cancellationToken);
        if (similarity.Unavailable is { } unavailable)
        {
            return IndexAnswer.Without<bool>(unavailable);
        }

        answer = similarity.Value >= from;
        if (known.Count < MostKnown && known.TryAdd(pair, answer) && answer)
        {
            OnFound(new LookAlikes(pair.One, pair.Other, similarity.Value!.Value));
        }

        return IndexAnswer.Of(answer);
    }

    /// <summary>The gallery has changed: what was found does not hold any more.</summary>
    public void Forget() => _known = new();

    /// <summary>Compares all photos of the gallery with each other.</summary>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>
    /// The pairs, most alike first; no list where the gallery is too large, or its index does not hand out what it holds.
    /// </returns>
    public async ValueTask<IndexAnswer<IReadOnlyList<LookAlikes>?>> FindAllAsync(CancellationToken cancellationToken)
    {
        var count = await index.CountAsync(FaceFilter.All, cancellationToken);
        if (count.Unavailable is { } away)
        {
            return IndexAnswer.Without<IReadOnlyList<LookAlikes>?>(away);
        }

        if (index is not IProbeFaces faces || count.Value > MostCompared)
        {
            return IndexAnswer.Of<IReadOnlyList<LookAlikes>?>(null);
        }

        var known = _known;
        Dictionary<(PersonId, PersonId), Similarity> pairs = [];
        for (FaceId? after = null; ;)
        {
            var page = await index.ListAsync(after, PageSize, cancellationToken);
            if (page.Unavailable is { } unlisted)
            {
                return IndexAnswer.Without<IReadOnlyList<LookAlikes>?>(unlisted);
            }

            if (page.Value.Count == 0)
            {
                foreach (var pair in pairs.Keys)
                {
                    known[pair] = true;
                }

                return IndexAnswer.Of<IReadOnlyList<LookAlikes>?>(
                    [.. pairs.Select(pair => new LookAlikes(pair.Key.Item1, pair.Key.Item2, pair.Value))
                        .OrderByDescending(pair => pair.Similarity)]);
            }

            if (await CompareAsync(faces, page.Value, pairs, cancellationToken) is { } unread)
            {
                return IndexAnswer.Without<IReadOnlyList<LookAlikes>?>(unread);
            }

            after = page.Value[^1];
        }
    }

    private async ValueTask<IndexUnavailable?> CompareAsync(
        IProbeFaces faces, IReadOnlyList<FaceId> page, Dictionary<(PersonId, PersonId), Similarity> pairs,
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
                var pair = Ordered(alike[0].Person!.Value, hit.Person!.Value);
                pairs[pair] = pairs.TryGetValue(pair, out var known) && known >= hit.Similarity ? known : hit.Similarity;
            }
        }

        return null;
    }

    // The highest similarity of a photo of one to a photo of the other; none where one of them has no photo, or the index does not hand
    // photos out.
    private async ValueTask<IndexAnswer<Similarity?>> NearestAsync(
        Template probe, PersonId one, PersonId other, CancellationToken cancellationToken)
    {
        if (index is not IProbeFaces faces)
        {
            return IndexAnswer.Of<Similarity?>(null);
        }

        var hits = await index.SearchAsync([PhotosOf(one), PhotosOf(other)], cancellationToken);
        if (hits.Unavailable is { } unsearched)
        {
            return IndexAnswer.Without<Similarity?>(unsearched);
        }

        List<IReadOnlyList<Template>> photos = [];
        foreach (var person in hits.Value)
        {
            var read = await faces.FetchAsync([.. person.Select(hit => hit.Face)], cancellationToken);
            if (read.Unavailable is { } unread)
            {
                return IndexAnswer.Without<Similarity?>(unread);
            }

            photos.Add(read.Value);
        }

        return IndexAnswer.Of(photos[0].SelectMany(_ => photos[1], (a, b) => (Similarity?)a.CompareTo(b)).Max());

        FaceQuery PhotosOf(PersonId person) => new(probe, MostPhotos) { Filter = new FaceFilter { Person = person }, ByPerson = false };
    }

    private static (PersonId One, PersonId Other) Ordered(PersonId one, PersonId other) =>
        string.CompareOrdinal(one.Value, other.Value) < 0 ? (one, other) : (other, one);
}
