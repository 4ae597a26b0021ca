using System.Collections.Concurrent;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Host;
using Analytics.Match.Evidence;
using Analytics.People.Photos;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.People.Photos;

/// <summary>The specs that enrol with real models; they share them.</summary>
[CollectionDefinition(nameof(EnrolRig))]
public sealed class EnrolCollection : ICollectionFixture<EnrolRig>;

/// <summary>Enrollers with real models, each loaded when a spec first asks for it.</summary>
public sealed class EnrolRig : IDisposable
{
    private readonly TempFolder _store = new();
    private readonly ConcurrentDictionary<string, Pack> _packs = new();

    /// <summary>Enrols a folder with default settings and the pack omz; skips the running test without test data.</summary>
    public Task<Enrolment> EnrolAsync(string folder, CancellationToken stop = default) => EnrolAsync("omz", folder, stop);

    /// <summary>Enrols a folder with default settings and the pack of the release.</summary>
    public Task<Enrolment> EnrolAsReleasedAsync(string folder, CancellationToken stop = default) => EnrolAsync("bundled", folder, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pack in _packs.Values)
        {
            pack.Detector.Dispose();
            pack.Embedder.Dispose();
        }

        _store.Dispose();
    }

    private async Task<Enrolment> EnrolAsync(string name, string folder, CancellationToken stop)
    {
        var pack = _packs.GetOrAdd(name, Load);
        using var enroller = new Enroller(pack.Detector, pack.Embedder, pack.Options.Quality, pack.Options.Track.HighScore);
        return await enroller.EnrolAsync(folder, pack.Evidence, stop);
    }

    private Pack Load(string name)
    {
        var store = new ModelStore(_store.Path, ModelCatalog.BuiltIn);
        if (name != "bundled")
        {
            ModelImport.Run(store, TestData.Path("models"), acceptLicence: false);
        }

        var options = new AnalyticsOptions { Models = new ModelOptions { Pack = name } };
        var embedder = FaceEmbedderFactory.Share(store, name, options.Inference, NullLogger.Instance);
        return new Pack(
            options, FaceDetectorFactory.Share(store, name, options.Detect, options.Inference, NullLogger.Instance), embedder,
            EvidenceModel.From(options.Match, store.CalibrationOf(embedder.Model)));
    }

    private sealed record Pack(AnalyticsOptions Options, SharedDetector Detector, SharedEmbedder Embedder, EvidenceModel Evidence);
}
