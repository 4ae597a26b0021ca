using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Tests.Crash;
using Xunit;

namespace Analytics.Tests.Matching.Index.Embedded;

/// <summary>What an index must hold after the steps that it acknowledged.</summary>
internal sealed class CrashModel
{
    private static readonly WatchlistId[] Lists = [new("banned"), new("staff"), new("vip")];
    private readonly InMemoryFaceIndex _index = new(CrashStep.Collection);
    private readonly Dictionary<FaceId, CrashStep> _templates = [];

    /// <summary>Takes in a step.</summary>
    public async Task DoAsync(CrashStep step)
    {
        Assert.Null(await step.DoAsync(_index));
        if (step.Action == CrashAction.Upsert)
        {
            foreach (var face in step.Faces)
            {
                _templates[face] = step;
            }
        }
    }

    /// <summary>How an index differs from it; none when it does not.</summary>
    public async Task<string?> DifferenceAsync(IFaceIndex index)
    {
        var (expected, actual) = (await IdsAsync(_index), await IdsAsync(index));
        if (!expected.SequenceEqual(actual))
        {
            return $"{expected.Except(actual).Count()} faces are lost, {actual.Except(expected).Count()} are invented";
        }

        foreach (var filter in Lists.Select(list => new FaceFilter { Watchlist = list }))
        {
            var (wanted, got) = (await CountAsync(_index, filter), await CountAsync(index, filter));
            if (wanted != got)
            {
                return $"{got} faces instead of {wanted} are on the watchlist {filter.Watchlist}";
            }
        }

        List<FaceQuery> queries = [.. expected.Select(face => new FaceQuery(_templates[face].TemplateOf(face), 1) { ByPerson = false })];
        var answer = await index.SearchAsync(queries, CancellationToken.None);
        if (answer.Unavailable is { } unavailable)
        {
            return unavailable.Reason;
        }

        for (var i = 0; i < expected.Count; i++)
        {
            if (answer.Value[i] is not [var hit] || hit.Face != expected[i] || hit.Similarity.Value < 0.999f)
            {
                return $"the face {expected[i]} is not found by its template";
            }
        }

        return null;
    }

    /// <summary>Whether the index holds what was acknowledged, or that and all of the step that was under way.</summary>
    public async Task AssertHoldsAsync(IFaceIndex index, CrashStep? underWay, string when)
    {
        if (await DifferenceAsync(index) is { } difference)
        {
            Assert.True(underWay is not null, $"{when}: {difference}");
            await DoAsync(underWay);
            Assert.True(
                await DifferenceAsync(index) is null, $"{when}: {difference}; with the step under way: {await DifferenceAsync(index)}");
        }
    }

    private static async Task<IReadOnlyList<FaceId>> IdsAsync(IFaceIndex index) =>
        (await index.ListAsync(null, int.MaxValue, CancellationToken.None)).Value;

    private static async Task<long> CountAsync(IFaceIndex index, FaceFilter filter) =>
        (await index.CountAsync(filter, CancellationToken.None)).Value;
}
