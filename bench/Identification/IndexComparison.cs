using System.Globalization;
using Analytics.Contracts;
using Analytics.Evaluate.Identifying;
using Analytics.Match.Index;

namespace Analytics.Benchmarks.Identification;

/// <summary>An index that can be held against the exact search.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Open">Opens an empty one; a folder of its own is there for its files.</param>
internal sealed record Adapter(string Name, Func<string, FaceCollection, IFaceIndex> Open);

/// <summary>An index beside the exact search, on the same gallery, which grows part by part, and the same probes.</summary>
internal sealed class IndexComparison : IAsyncDisposable
{
    private const int Faces = 4096;
    private const int Queries = 256;
    private readonly Adapter _adapter;
    private readonly IFaceIndex _index;
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-identification-").FullName;

    public IndexComparison(Adapter adapter, ModelId model, int length)
    {
        _adapter = adapter;
        _index = adapter.Open(_folder, new FaceCollection("identification", model, length));
    }

    /// <summary>Entries in it.</summary>
    public int Entries { get; private set; }

    /// <summary>Adds entries, side by side in memory; their numbers follow on.</summary>
    public async Task AddAsync(float[] entries)
    {
        foreach (var batch in entries.Chunk(Faces * _index.Collection.Length))
        {
            FaceEntry[] faces = [.. batch.Chunk(_index.Collection.Length).Select((vector, i) => new FaceEntry(
                new FaceId(Guid.CreateVersion7()), new Template(_index.Collection.Model, vector))
            {
                Person = new PersonId($"{Entries + i}"),
            })];
            _ = (await _index.UpsertAsync(faces, CancellationToken.None)).Value;
            Entries += faces.Length;
        }
    }

    /// <summary>Asks for the nearest of each probe.</summary>
    /// <param name="trial">The probes.</param>
    /// <param name="enrolled">How many of its people are in the gallery.</param>
    /// <param name="exact">The nearest of each probe by the exact search.</param>
    /// <param name="fpirs">The rates to compare at.</param>
    public async Task<IReadOnlyList<IndexAgreement>> CompareAsync(Trial trial, int enrolled, Nearest[] exact, double[] fpirs)
    {
        List<Nearest> found = [];
        foreach (var batch in trial.Probes.Chunk(Queries))
        {
            var answer = await _index.SearchAsync(
                [.. batch.Select(probe => new FaceQuery(new Template(_index.Collection.Model, [.. probe]), 1))], CancellationToken.None);
            found.AddRange(answer.Value.Select(hits => hits.Count == 0 ? new Nearest(-1, -1)
                : new Nearest(int.Parse(hits[0].Person!.Value.Value, CultureInfo.InvariantCulture), hits[0].Similarity.Value)));
        }

        var agreement = (double)found.Zip(exact).Count(pair => pair.First.Entry == pair.Second.Entry) / exact.Length;
        var (theirs, ours) = (new ErrorRates(trial.Search(enrolled, exact)), new ErrorRates(trial.Search(enrolled, [.. found])));
        return
        [
            .. fpirs.Select(fpir =>
            {
                var (without, with) = (theirs.FalseNegatives(theirs.ThresholdAt(fpir)), ours.FalseNegatives(ours.ThresholdAt(fpir)));
                return new IndexAgreement(
                    _adapter.Name, Entries, agreement, fpir, without, with, Math.Abs(with - without) / Math.Max(without, 1e-9));
            }),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _index.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
