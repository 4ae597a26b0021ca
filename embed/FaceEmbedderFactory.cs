using Analytics.Contracts;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging;

namespace Analytics.Embed;

/// <summary>Makes the embedder that a card describes.</summary>
public static class FaceEmbedderFactory
{
    /// <summary>The embedder of a card, its model loaded from the store.</summary>
    /// <exception cref="FailureException">The model is missing, altered or of another shape, or the device does not open.</exception>
    /// <exception cref="ArgumentException">The card is not that of an embedder.</exception>
    public static OnnxFaceEmbedder Create(ModelStore store, ModelCard card, InferenceOptions inference, ILogger logger) =>
        card.Embedding is { } embedding
            ? new OnnxFaceEmbedder(OnnxModel.Load(store, card, [new TensorOutput(null, embedding.Length)], inference, logger))
            : throw new ArgumentException($"Model '{card.Id}' is not an embedder.", nameof(card));

    /// <summary>The embedder of a pack, shared by all cameras.</summary>
    /// <exception cref="FailureException">As <see cref="Create"/>, or there is no such pack.</exception>
    public static SharedEmbedder Share(ModelStore store, string pack, InferenceOptions inference, ILogger logger)
    {
        var card = store.Catalog.Card(store.Catalog.Pack(pack).Embedder, ModelTask.Embed);
        var embedder = Create(store, card, inference, logger);
        return new SharedEmbedder(
            embedder, inference.QueueCapacity, inference.WorkersOn(embedder.Device, Environment.ProcessorCount),
            InferenceOptions.BatchOn(embedder.Device, embedder.MaxBatch));
    }
}
