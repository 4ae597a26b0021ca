using System.Diagnostics;
using System.Runtime.InteropServices;
using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Embedded;

namespace Analytics.Evaluate.Index;

/// <summary>What a bench of the index was asked for.</summary>
/// <param name="Size">Faces.</param>
/// <param name="Length">Components of a template.</param>
/// <param name="Spread">How the templates lie.</param>
/// <param name="Probes">Queries of each kind.</param>
/// <param name="Vectors">A folder for the templates and probes; none: they are not written.</param>
/// <param name="Json">As one JSON object.</param>
public sealed record IndexBenchRequest(int Size, int Length, VectorSpread Spread, int Probes, string? Vectors, bool Json);

/// <summary>
/// <c>analytics bench index</c>: enrols generated people into an embedded index in a temporary folder, reopens it, searches it, and
/// compares speed and answers with a scan of all templates in single precision.
/// </summary>
public sealed class IndexBench : IDisposable
{
    private const int FacesAtOnce = 1 << 17;
    private const int BatchFaces = 4096;
    private const int BatchesAtOnce = 4;
    private const int BatchQueries = 64;
    private const int Warm = 20;
    private const int ScanRuns = 7;
    private static readonly (float From, float To) Cos50 = (0.5f, 0.9f);
    private static readonly (float From, float To) Cos30 = (0.3f, 0.5f);
    private static readonly ModelId Model = new("bench");

    private readonly IndexBenchRequest _request;
    private readonly TextWriter _progress;
    private readonly FaceVectors _vectors;
    private readonly FaceCollection _collection;
    private readonly EmbeddedIndexOptions _options = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-index-").FullName;
    private readonly IndexBenchReport _report;

    public IndexBench(IndexBenchRequest request, TextWriter progress)
    {
        (_request, _progress) = (request, progress);
        _vectors = new FaceVectors(request.Length, request.Spread, seed: 1);
        _collection = new FaceCollection("bench", Model, request.Length);
        _report = new IndexBenchReport
        {
            Size = request.Size,
            Length = request.Length,
            Spread = request.Spread,
            Threads = Math.Clamp(Environment.ProcessorCount, 1, 8),
            AgreementProbes = request.Probes,
        };
    }

    /// <summary>Runs the measurement.</summary>
    public async Task<IndexBenchReport> RunAsync(CancellationToken stop)
    {
        if (_request.Vectors is { } folder)
        {
            await _progress.WriteLineAsync($"writing the vectors to '{folder}'");
            await WriteVectorsAsync(folder, stop);
        }

        await EnrolAsync(stop);
        var before = Resident();
        var started = Stopwatch.GetTimestamp();
        await using (var index = EmbeddedFaceIndex.Open(_folder, _collection, _options))
        {
            _report.OpenSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await SearchAsync(index, stop);
            _report.ProcessResidentBytes = Resident();
            _report.ResidentBytes = _report.ProcessResidentBytes - before;
            _report.BytesOnDisk = Directory.GetFiles(_folder).Sum(file => new FileInfo(file).Length);
            await CompareAsync(index, stop);
        }

        return _report;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static FaceId IdOf(long person)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, person * -7046029254386353131); // ids in no order
        BitConverter.TryWriteBytes(bytes[8..], person);
        return new FaceId(new Guid(bytes));
    }

    private static PersonId PersonOf(FaceId face) => new(face.Value.ToString());

    private static double Percentile(List<double> samples, double part)
    {
        samples.Sort();
        return samples[Math.Min(samples.Count - 1, (int)(part * samples.Count))];
    }

    private async Task EnrolAsync(CancellationToken stop)
    {
        await WarmAsync(stop);
        await using var index = EmbeddedFaceIndex.Open(_folder, _collection, _options);
        var (taken, found) = (TimeSpan.Zero, 0.0);
        for (var first = 0; first < _request.Size; first += FacesAtOnce)
        {
            var faces = Faces(first, Math.Min(FacesAtOnce, _request.Size - first));
            var started = Stopwatch.GetTimestamp();
            await EnrolAsync(index, faces, stop);
            taken += Stopwatch.GetElapsedTime(started);

            var last = faces[^1];
            started = Stopwatch.GetTimestamp();
            var hits = (await index.SearchAsync([new FaceQuery(last.Template, 1)], stop)).Value[0];
            found = Math.Max(found, hits is [var hit] && hit.Face == last.Id ? Stopwatch.GetElapsedTime(started).TotalMilliseconds
                : double.PositiveInfinity);
            await _progress.WriteLineAsync($"{first + faces.Length} of {_request.Size} enrolled");
        }

        (_report.EnrolVectorsPerSecond, _report.FoundAfterMs) = (_request.Size / taken.TotalSeconds, found);
    }

    // Compiles what is measured.
    private async Task WarmAsync(CancellationToken stop)
    {
        var faces = Faces(0, Math.Min(FacesAtOnce / 4, _request.Size));
        await using var index = EmbeddedFaceIndex.Open(Path.Combine(_folder, "warm"), _collection, _options);
        for (var run = 0; run < Warm; run++)
        {
            await EnrolAsync(index, [.. faces.Take(faces.Length / (run + 1))], stop);
            _ = await index.SearchAsync([Query(0, 0.7f)], stop);
        }
    }

    private static async Task EnrolAsync(EmbeddedFaceIndex index, FaceEntry[] faces, CancellationToken stop) =>
        await Parallel.ForEachAsync(
            faces.Chunk(BatchFaces), new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce, CancellationToken = stop },
            async (batch, cancellationToken) =>
            {
                if ((await index.UpsertAsync(batch, cancellationToken)).Unavailable is { } unavailable)
                {
                    throw unavailable.ToFailure();
                }
            });

    private FaceEntry[] Faces(int first, int count) => [.. ParallelEnumerable.Range(first, count).AsOrdered().Select(Face)];

    private async Task WriteVectorsAsync(string folder, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        async Task WriteAsync(string name, int count, Func<int, Template> vector)
        {
            await using var file = File.Create(Path.Combine(folder, name + ".f32"));
            foreach (var part in Enumerable.Range(0, count).Chunk(BatchFaces))
            {
                foreach (var template in part.AsParallel().AsOrdered().Select(vector))
                {
                    await file.WriteAsync(MemoryMarshal.AsBytes(template.Vector).ToArray(), stop);
                }
            }
        }

        await WriteAsync("templates", _request.Size, person => Face(person).Template);
        await WriteAsync("probes-70", Math.Max(BatchQueries * ScanRuns, _request.Probes), number => Query(number, 0.7f).Probe);
        await WriteAsync("probes-50", _request.Probes, number => Query(number, Spread(number, Cos50)).Probe);
        await WriteAsync("probes-30", _request.Probes, number => Query(number, Spread(number, Cos30)).Probe);
    }

    private float Spread(int number, (float From, float To) range) => range.From + (range.To - range.From) * number / _request.Probes;

    private FaceEntry Face(int person)
    {
        var vector = new float[_request.Length];
        _vectors.Write(person, vector);
        return new FaceEntry(IdOf(person), new Template(Model, vector)) { Person = PersonOf(IdOf(person)) };
    }

    private FaceQuery Query(int number, float similarity, int top = 1)
    {
        var vector = new float[_request.Length];
        _vectors.WriteProbe((long)number * 7919 % _request.Size, number, similarity, vector);
        return new FaceQuery(new Template(Model, vector), top);
    }

    private FaceQuery Stranger(int number)
    {
        var vector = new float[_request.Length];
        _vectors.Write(_request.Size + (long)number, vector);
        return new FaceQuery(new Template(Model, vector), 5);
    }

    private async Task SearchAsync(EmbeddedFaceIndex index, CancellationToken stop)
    {
        await _progress.WriteLineAsync("searching one by one");
        var mates = await TimeAsync(index, number => Query(number, 0.7f), stop);
        (_report.SingleQueryP50Ms, _report.SingleQueryP99Ms) = (Percentile(mates, 0.5), Percentile(mates, 0.99));
        _report.StrangerP50Ms = Percentile(
            await TimeAsync(index, number => Stranger(number) with { ExactFrom = new Similarity(0.4f) }, stop), 0.5);
        _report.DeepQueryP50Ms = Percentile(await TimeAsync(index, Stranger, stop), 0.5);

        await _progress.WriteLineAsync("searching in batches");
        List<double> rates = [];
        for (var run = 0; run < ScanRuns; run++)
        {
            List<FaceQuery> batch = [.. Enumerable.Range(run * BatchQueries, BatchQueries).Select(number => Query(number, 0.7f))];
            var started = Stopwatch.GetTimestamp();
            _ = (await index.SearchAsync(batch, stop)).Value;
            rates.Add(BatchQueries / Stopwatch.GetElapsedTime(started).TotalSeconds / _report.Threads);
        }

        _report.BatchedQueriesPerSecondPerCore = Percentile(rates, 0.5);
    }

    private async Task<List<double>> TimeAsync(EmbeddedFaceIndex index, Func<int, FaceQuery> query, CancellationToken stop)
    {
        List<double> times = [];
        for (var number = 0; number < Warm + Math.Min(200, _request.Probes); number++)
        {
            var asked = query(number);
            var started = Stopwatch.GetTimestamp();
            _ = (await index.SearchAsync([asked], stop)).Value;
            if (number >= Warm)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        return times;
    }

    private async Task CompareAsync(EmbeddedFaceIndex index, CancellationToken stop)
    {
        await _progress.WriteLineAsync("comparing with the f32 scan");
        var scan = new F32Scan(_vectors, _request.Size, _request.Length, _report.Threads);
        _report.F32ScanMs = scan.MedianMs(Query(0, 0.7f).Probe, ScanRuns);
        _report.SpeedupOverF32Scan = _report.F32ScanMs / _report.SingleQueryP50Ms;
        _report.Top1AgreementCos50 = await AgreementAsync(index, scan, Cos50, stop);
        _report.Top1AgreementCos30 = await AgreementAsync(index, scan, Cos30, stop);
    }

    // Equally good answers agree: half precision moves a similarity by less than this.
    private async Task<double> AgreementAsync(EmbeddedFaceIndex index, F32Scan scan, (float From, float To) range, CancellationToken stop)
    {
        const float Tie = 1e-4f;
        List<FaceQuery> queries = [.. Enumerable.Range(0, _request.Probes)
            .Select(number => Query(number, Spread(number, range)))];
        var truth = scan.Best([.. queries.Select(query => query.Probe)]);
        var answers = (await index.SearchAsync(queries, stop)).Value;
        var agreed = 0;
        for (var i = 0; i < queries.Count; i++)
        {
            agreed += answers[i] is [var hit]
                && (hit.Face == IdOf(truth[i].Person) || hit.Similarity.Value >= truth[i].Similarity - Tie) ? 1 : 0;
        }

        return (double)agreed / queries.Count;
    }
}
