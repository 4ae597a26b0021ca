using Analytics.Detect;
using Analytics.Embed;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging;

namespace Analytics.People;

/// <summary>The two models of a pack, loaded: one finds faces, the other makes templates of them.</summary>
/// <param name="Detector">Finds faces.</param>
/// <param name="Embedder">Makes templates.</param>
public sealed record FaceModels(SharedDetector Detector, SharedEmbedder Embedder) : IAsyncDisposable
{
    /// <summary>Loads both, at the same time.</summary>
    /// <exception cref="Contracts.FailureException">A model is missing, altered or of another shape, or the device does not
    /// open.</exception>
    public static async Task<FaceModels> OpenAsync(
        ModelStore store, string pack, DetectOptions detect, InferenceOptions inference, ILogger logger)
    {
        var embedding = Task.Run(() => FaceEmbedderFactory.Share(store, pack, inference, logger));
        SharedDetector? detector = null;
        try
        {
            detector = FaceDetectorFactory.Share(store, pack, detect, inference, logger);
            return new FaceModels(detector, await embedding);
        }
        catch
        {
            await (detector?.DisposeAsync() ?? ValueTask.CompletedTask);
            if (await Task.WhenAny(embedding) == embedding && embedding.IsCompletedSuccessfully)
            {
                await (await embedding).DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Frees the models.</summary>
    public async ValueTask DisposeAsync()
    {
        await Detector.DisposeAsync();
        await Embedder.DisposeAsync();
    }
}
