using Analytics.Contracts;
using Analytics.Match.Index;

namespace Analytics.Benchmarks.Identification;

/// <summary>An index beside the exact search, on the same gallery and probes.</summary>
internal static class IndexComparison
{
    private const int Batch = 256;

    /// <summary>Enrols the first of the trial and asks for the nearest of each probe.</summary>
    public static async Task<IReadOnlyList<IndexAgreement>> RunAsync(
        (string Name, Func<FaceCollection, IFaceIndex> Open) index, Trial trial, int size, Nearest[] exact, ModelId model, double[] fpirs)
    {
        await using var opened = index.Open(new FaceCollection("identification", model, trial.Length));
        foreach (var batch in Enumerable.Range(0, size).Chunk(Batch))
        {
            FaceEntry Entry(int entry) => new(new FaceId(Guid.CreateVersion7()), new Template(model, [.. trial.Enrolled[entry]]))
            {
                Person = new PersonId($"{entry}"),
            };
            _ = (await opened.UpsertAsync([.. batch.Select(Entry)], CancellationToken.None)).Value;
        }

        var found = new List<Nearest>();
        foreach (var batch in trial.Probes.Chunk(Batch))
        {
            var answer = await opened.SearchAsync(
                [.. batch.Select(probe => new FaceQuery(new Template(model, [.. probe]), 1))], CancellationToken.None);
            found.AddRange(answer.Value.Select(hits => hits.Count == 0 ? new Nearest(-1, -1)
                : new Nearest(int.Parse(hits[0].Person!.Value.Value, System.Globalization.CultureInfo.InvariantCulture), hits[0].Similarity.Value)));
        }

        var agreement = (double)found.Zip(exact).Count(pair => pair.First.Entry == pair.Second.Entry) / exact.Length;
        var (theirs, ours) = (new ErrorRates(trial.Search(size, exact)), new ErrorRates(trial.Search(size, [.. found])));
        return
        [
            .. fpirs.Select(fpir =>
            {
                var (without, with) = (theirs.FalseNegatives(theirs.ThresholdAt(fpir)), ours.FalseNegatives(ours.ThresholdAt(fpir)));
                return new IndexAgreement(index.Name, size, agreement, fpir, without, with, Math.Abs(with - without) / Math.Max(without, 1e-9));
            }),
        ];
    }
}
