using System.Collections.Concurrent;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

[assembly: AssemblyFixture(typeof(Analytics.Tests.ModelStoreFixture))]

namespace Analytics.Tests;

/// <summary>The bundled models and those of the test data, each loaded when a test first asks for it and then shared by all.</summary>
public sealed class ModelStoreFixture : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Lazy<OnnxFaceDetector>> _detectors = new();
    private readonly ConcurrentDictionary<string, Lazy<OnnxFaceEmbedder>> _embedders = new();
    private ModelStore? _store;

    /// <summary>A store of what comes with the release, which needs no test data.</summary>
    public ModelStore Released => new(_folder.Path, ModelCatalog.BuiltIn);

    /// <summary>A store with the bundled models, and with those of the test data where there is any.</summary>
    public ModelStore Store
    {
        get
        {
            lock (_gate)
            {
                if (_store is null)
                {
                    var store = new ModelStore(_folder.Path, ModelCatalog.BuiltIn);
                    if (TestData.IsThere)
                    {
                        ModelImport.Run(store, TestData.Path("models"), acceptLicence: true);
                    }

                    _store = store;
                }

                return _store;
            }
        }
    }

    /// <summary>The detector with the settings it has by default.</summary>
    public OnnxFaceDetector Detector(string id)
    {
        Require(id);
        return _detectors.GetOrAdd(id, _ => new(() => NewDetector(Store, id, new DetectOptions()))).Value;
    }

    /// <summary>A detector with settings of its own, for the test to dispose.</summary>
    public OnnxFaceDetector NewDetector(string id, DetectOptions options)
    {
        Require(id);
        return NewDetector(Store, id, options);
    }

    /// <summary>The embedder.</summary>
    public OnnxFaceEmbedder Embedder(string id)
    {
        Require(id);
        return _embedders.GetOrAdd(id, _ => new(() => FaceEmbedderFactory.Create(
            Store, Store.Catalog.Card(id, ModelTask.Embed), new InferenceOptions(), NullLogger.Instance))).Value;
    }

    /// <summary>Skips the running test where the store lacks the model: only the bundled ones are everywhere.</summary>
    public void Require(string id)
    {
        if (Store.StateOf(Store.Catalog.Cards.Single(card => card.Id == id)) == ModelState.Missing)
        {
            _ = TestData.Folder;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var detector in _detectors.Values)
        {
            detector.Value.Dispose();
        }

        foreach (var embedder in _embedders.Values)
        {
            embedder.Value.Dispose();
        }

        _folder.Dispose();
    }

    private static OnnxFaceDetector NewDetector(ModelStore store, string id, DetectOptions options) => FaceDetectorFactory.Create(
        store, store.Catalog.Card(id, ModelTask.Detect), options, new InferenceOptions(), NullLogger.Instance);
}
