using Analytics.Contracts;
using Analytics.Match.Index;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Matching.Index;

/// <summary>The same as the exact index in memory after any history, and what the specs are written with.</summary>
public abstract partial class FaceIndexSpec
{
    /// <summary>Half of a 16-bit float's precision at 1 for each of a few components; ties within it may change places.</summary>
    protected const float Tolerance = 0.002f;

    /// <summary>Histories that an adapter is tried with; each opens a collection.</summary>
    protected virtual int Histories => 40;

    [Fact]
    public async Task After_any_history_it_answers_as_the_exact_index_in_memory()
    {
        await SkipWithoutAsync();
        await IndexHistory.Any.SampleAsync(
            async history =>
            {
                var collection = NewCollection() with { Length = history.Length };
                await using var exact = new InMemoryFaceIndex(collection);
                await using var index = await OpenAsync(collection);
                foreach (var step in history.Steps)
                {
                    await step.ApplyAsync(exact);
                    await step.ApplyAsync(index);
                }

                await AssertSameAsync(exact, index, history);
            },
            iter: Histories,
            threads: 1);
    }

    [Fact]
    public async Task Each_query_of_a_batch_is_answered_as_if_it_were_alone()
    {
        await SkipWithoutAsync();
        await IndexHistory.Any.SampleAsync(
            async history =>
            {
                await using var index = await OpenAsync(NewCollection() with { Length = history.Length });
                foreach (var step in history.Steps)
                {
                    await step.ApplyAsync(index);
                }

                var together = (await index.SearchAsync(history.Queries, CancellationToken.None)).Value;
                Assert.Equal(history.Queries.Length, together.Count);
                foreach (var (query, hits) in history.Queries.Zip(together))
                {
                    var alone = await SearchAsync(index, query);
                    Assert.Equal(Similarities(alone), Similarities(hits), Near);
                }
            },
            iter: Histories / 2,
            threads: 1);
    }

    // An adapter that is not here skips when it is opened; a skip within a sample would be taken for a counterexample.
    private async Task SkipWithoutAsync() => await (await OpenAsync(NewCollection())).DisposeAsync();

    private static async Task AssertSameAsync(InMemoryFaceIndex exact, IFaceIndex index, IndexHistory history)
    {
        Assert.Equal((await ListAsync(exact, 100)).Order(ById), (await ListAsync(index, page: 7)).Order(ById));
        Assert.Equal(await ContentsAsync(exact), await ContentsAsync(index));
        var answers = (await index.SearchAsync(history.Queries, CancellationToken.None)).Value;
        foreach (var (query, hits) in history.Queries.Zip(answers))
        {
            Assert.Equal(await CountAsync(exact, query.Filter), await CountAsync(index, query.Filter));
            var truth = await SearchAsync(exact, query);
            var all = (await SearchAsync(exact, query with { Top = int.MaxValue, ByPerson = false })).ToDictionary(hit => hit.Face);
            AssertSame(query, truth, hits, all);
        }
    }

    private static void AssertSame(
        FaceQuery query, IReadOnlyList<FaceHit> truth, IReadOnlyList<FaceHit> hits, Dictionary<FaceId, FaceHit> all)
    {
        // What lies under ExactFrom may be missing, and nothing else.
        var promised = truth.Count(hit => query.ExactFrom is not { } from || hit.Similarity.Value >= from.Value + Tolerance);
        Assert.InRange(hits.Count, promised, truth.Count);
        Assert.Equal(Similarities(truth.Take(promised)), Similarities(hits.Take(promised)), Near);
        Assert.Equal(hits.OrderByDescending(hit => hit.Similarity), hits);
        Assert.Equal(hits.Count, hits.DistinctBy(hit => hit.Face).Count());
        if (query.ByPerson)
        {
            Assert.Equal(hits.Count, hits.DistinctBy(hit => hit.Person?.Value ?? $"\n{hit.Face}").Count());
        }

        foreach (var hit in hits)
        {
            Assert.True(all.TryGetValue(hit.Face, out var face), $"{hit.Face} does not pass the filter.");
            Assert.Equal(face.Person, hit.Person);
            Assert.Equal(face.Similarity.Value, hit.Similarity.Value, Tolerance);
        }
    }

    private static readonly Comparer<FaceId> ById = Comparer<FaceId>.Create((left, right) => left.Value.CompareTo(right.Value));

    private static IEnumerable<float> Similarities(IEnumerable<FaceHit> hits) => hits.Select(hit => hit.Similarity.Value);

    private static bool Near(float left, float right) => MathF.Abs(left - right) <= Tolerance;

    /// <summary>A collection that nobody has opened yet.</summary>
    protected static FaceCollection NewCollection() => new($"spec-{Guid.NewGuid():n}", Faces.Model, Length);

    private static FaceId NewId() => new(Guid.NewGuid());

    private static FaceEntry Sighting(float similarity) => new(NewId(), Faces.Like(0, similarity))
    {
        Camera = new CameraId("door"),
        SeenAt = Faces.Start,
    };

    private static IEnumerable<FaceEntry> Photos(string person, int count, float nearest) => Enumerable.Range(0, count).Select(
        photo => new FaceEntry(NewId(), Faces.Like(0, nearest - photo * 0.0005f)) { Person = new PersonId(person) });

    private static async Task<IReadOnlyList<FaceHit>> SearchAsync(IFaceIndex index, FaceQuery query) =>
        Assert.Single((await index.SearchAsync([query], CancellationToken.None)).Value);

    private static async Task<long> CountAsync(IFaceIndex index, FaceFilter filter) =>
        (await index.CountAsync(filter, CancellationToken.None)).Value;

    private static async Task<List<FaceContents>> ContentsAsync(IFaceIndex index) =>
        [.. (await index.ContentsAsync(CancellationToken.None)).Value.OrderBy(face => face.Face.Value)];

    private static async Task<List<FaceId>> ListAsync(IFaceIndex index, int page)
    {
        List<FaceId> ids = [];
        IReadOnlyList<FaceId> found;
        do
        {
            found = (await index.ListAsync(ids.Count > 0 ? ids[^1] : null, page, CancellationToken.None)).Value;
            Assert.InRange(found.Count, 0, page);
            ids.AddRange(found);
        }
        while (found.Count > 0);
        return ids;
    }
}
