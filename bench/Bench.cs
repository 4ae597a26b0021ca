using Akka.Actor;
using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Host;
using Analytics.Match.Decisions;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.People.Photos;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Benchmarks;

/// <summary>What all measurements share, made once: inputs, loaded models, the enrolled gallery, the actor system.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-bench-").FullName;

    private Bench(int runs)
    {
        Runs = runs;
        Inputs = Inputs.Find(_folder);
        Store = new ModelStore(Path.Combine(_folder, "models"), ModelCatalog.BuiltIn);
        ModelImport.Run(Store, Inputs.Models, acceptLicence: false);
        Detector = FaceDetectorFactory.Share(Store, Options.Models.Pack, Options.Detect, Options.Inference, NullLogger.Instance);
        Embedder = FaceEmbedderFactory.Share(Store, Options.Models.Pack, Options.Inference, NullLogger.Instance);
        Gallery = new InMemoryFaceIndex(new FaceCollection("people", Embedder.Model, Embedder.Length));
    }

    /// <summary>How often each measurement is taken.</summary>
    public int Runs { get; }

    /// <summary>The clips and photos.</summary>
    public Inputs Inputs { get; }

    /// <summary>The defaults of the program, but for the models: those whose figures can be compared from release to release.</summary>
    public AnalyticsOptions Options { get; } = new() { Models = new ModelOptions { Pack = "omz" } };

    /// <summary>The models, imported from the test data.</summary>
    public ModelStore Store { get; }

    /// <summary>As the program shares it.</summary>
    public SharedDetector Detector { get; }

    /// <summary>As the program shares it.</summary>
    public SharedEmbedder Embedder { get; }

    /// <summary>The six friends.</summary>
    public InMemoryFaceIndex Gallery { get; }

    /// <summary>As many as are enrolled.</summary>
    public GallerySize GallerySize { get; } = GallerySize.OfPeople(6);

    /// <summary>Runs the cameras and their streams.</summary>
    public ActorSystem System { get; } = ActorSystem.Create("bench", "akka.loglevel = WARNING");

    /// <summary>The calibration of the embedder; none where it was not measured.</summary>
    public Calibration? Calibration => Store.CalibrationOf(Embedder.Model);

    /// <summary>Imports and loads the models, and enrols the gallery.</summary>
    /// <exception cref="FailureException">Something that is needed is missing.</exception>
    public static async Task<Bench> OpenAsync(int runs)
    {
        var bench = new Bench(runs);
        using var enroller = new Enroller(bench.Detector, bench.Embedder, bench.Options.Quality, bench.Options.Track.HighScore);
        var evidence = EvidenceModel.From(bench.Options.Match, bench.Calibration);
        var enrolment = await enroller.EnrolAsync(bench.Inputs.Gallery, evidence, CancellationToken.None);
        await enrolment.AddToAsync(bench.Gallery, CancellationToken.None);
        return bench;
    }

    /// <summary>Reports on standard error what runs now.</summary>
    public static void Say(string what) => Console.Error.WriteLine(what);

    /// <summary>Takes one sample for each run, and says how far it is.</summary>
    public async Task<IReadOnlyList<T>> SampleAsync<T>(string what, Func<Task<T>> measure)
    {
        List<T> samples = [];
        for (var run = 1; run <= Runs; run++)
        {
            Say($"  {what}: {run} of {Runs}");
            samples.Add(await measure());
        }

        return samples;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        System.Dispose();
        await Detector.DisposeAsync();
        await Embedder.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
