using System.Globalization;
using Analytics.Evaluate.Index;

namespace Analytics.Benchmarks.Measurements;

/// <summary>The embedded index of a million faces.</summary>
internal sealed class IndexSearch : IMeasurement
{
    private const int Faces = 1_000_000;
    private const int Probes = 500;

    /// <inheritdoc/>
    public string Name => "index";

    /// <inheritdoc/>
    public string About =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"the embedded index with {Faces:#,0} generated faces, as `analytics bench index --probes {Probes}` measures it: one ")
        + "query and batches of 64 for probes at similarity 0.7 to their mate, beside a scan of all templates in single precision on as "
        + "many threads. Agreement: the share of probes whose best hit is that scan's, mates at 0.5 to 0.9, then at 0.3 to 0.5. Memory: "
        + "what opening and searching add to the process.";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        List<Row> rows = [];
        foreach (var (length, spread) in ((int, VectorSpread)[])[
            (512, VectorSpread.Faces), (512, VectorSpread.Isotropic), (256, VectorSpread.Faces), (128, VectorSpread.Faces)])
        {
            var what = $"{length} components{(spread == VectorSpread.Isotropic ? ", isotropic" : "")}";
            var samples = await bench.SampleAsync($"index, {what}", () => MeasureAsync(length, spread));
            var bars = length == 512;
            Row Of(string part, string unit, Func<IndexBenchReport, double> value, Goal? goal = null) =>
                new($"Index of {Faces / 1_000_000}M, {what}: {part}", unit, [.. samples.Select(value)], bars ? goal : null);
            rows.AddRange([
                Of("one query, median", "ms", sample => sample.SingleQueryP50Ms, new Goal(4, AtLeast: false)),
                Of("times faster than the scan in single precision", "", sample => sample.SpeedupOverF32Scan, new Goal(15, AtLeast: true)),
                Of(
                    "queries per second and thread, in batches", "", sample => sample.BatchedQueriesPerSecondPerCore,
                    new Goal(225, AtLeast: true)),
                Of("agreement, mates at 0.5 to 0.9", "", sample => sample.Top1AgreementCos50, new Goal(0.999, AtLeast: true)),
                Of("agreement, mates at 0.3 to 0.5", "", sample => sample.Top1AgreementCos30),
                Of("memory", "GB", sample => sample.ResidentBytes / 1e9, new Goal(0.6, AtLeast: false)),
                Of("durable enrolments per second", "", sample => sample.EnrolVectorsPerSecond, new Goal(200_000, AtLeast: true)),
                Of("found after the acknowledgement", "ms", sample => sample.FoundAfterMs, new Goal(50, AtLeast: false)),
                Of("opening", "s", sample => sample.OpenSeconds, new Goal(2, AtLeast: false)),
            ]);
        }

        return rows;
    }

    private static async Task<IndexBenchReport> MeasureAsync(int length, VectorSpread spread)
    {
        using var bench = new IndexBench(new IndexBenchRequest(Faces, length, spread, Probes, null, Json: false), TextWriter.Null);
        return await bench.RunAsync(CancellationToken.None);
    }
}
