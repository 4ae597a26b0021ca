using Analytics.Detect;
using Analytics.Embed;
using Analytics.Host.Configuration;
using Analytics.Host.Enrol;
using Analytics.Match.Evidence;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Host.Enrol;

/// <summary>The specs that enrol with real models, those of the pack omz; they share them.</summary>
[CollectionDefinition(nameof(EnrolRig))]
public sealed class EnrolCollection : ICollectionFixture<EnrolRig>;

/// <summary>An enroller with real models, loaded when a spec first asks for it.</summary>
public sealed class EnrolRig : IDisposable
{
    private readonly TempFolder _store = new();
    private readonly AnalyticsOptions _options = new() { Models = new ModelOptions { Pack = "omz" } };
    private SharedDetector? _detector;
    private SharedEmbedder? _embedder;
    private EvidenceModel? _evidence;

    /// <summary>Enrols a folder with default settings; skips the running test without test data.</summary>
    public async Task<Enrolment> EnrolAsync(string folder, CancellationToken stop = default)
    {
        Load();
        using var enroller = new Enroller(_detector!, _embedder!, _options);
        return await enroller.EnrolAsync(folder, _evidence!, stop);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _detector?.Dispose();
        _embedder?.Dispose();
        _store.Dispose();
    }

    private void Load()
    {
        if (_detector is not null)
        {
            return;
        }

        var store = new ModelStore(_store.Path, ModelCatalog.BuiltIn);
        ModelImport.Run(store, TestData.Path("models"), acceptLicence: false);
        var pack = _options.Models.Pack;
        _detector = FaceDetectorFactory.Share(store, pack, _options.Detect, _options.Inference, NullLogger.Instance);
        _embedder = FaceEmbedderFactory.Share(store, pack, _options.Inference, NullLogger.Instance);
        _evidence = EvidenceModel.From(_options.Match, store.CalibrationOf(_embedder.Model));
    }
}
