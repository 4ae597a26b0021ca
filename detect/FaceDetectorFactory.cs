using Analytics.Contracts;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging;

namespace Analytics.Detect;

/// <summary>Makes the detector that a card describes.</summary>
public static class FaceDetectorFactory
{
    /// <summary>The adapter for the card's kind, its model loaded from the store.</summary>
    /// <exception cref="FailureException">The model is missing, altered or of another shape, or the device does not open.</exception>
    /// <exception cref="ArgumentException">The card is not that of a detector.</exception>
    public static OnnxFaceDetector Create(
        ModelStore store, ModelCard card, DetectOptions options, InferenceOptions inference, ILogger logger)
    {
        OnnxModel Load(IReadOnlyList<TensorOutput> outputs) => OnnxModel.Load(store, card, outputs, inference, logger);
        return card.Decoding?.Kind switch
        {
            DetectorKind.YuNet => new YuNetFaceDetector(Load(YuNetFaceDetector.Outputs(card.Decoding)), options),
            DetectorKind.Scrfd => new ScrfdFaceDetector(Load(ScrfdFaceDetector.Outputs(card.Decoding)), options),
            _ => throw new ArgumentException($"Model '{card.Id}' is not a detector.", nameof(card)),
        };
    }

    /// <summary>The detector of a pack, shared by all cameras.</summary>
    /// <exception cref="FailureException">As <see cref="Create"/>, or there is no such pack.</exception>
    public static SharedDetector Share(
        ModelStore store, string pack, DetectOptions options, InferenceOptions inference, ILogger logger)
    {
        var card = store.Catalog.Card(store.Catalog.Pack(pack).Detector, ModelTask.Detect);
        var detector = Create(store, card, options, inference, logger);
        return new SharedDetector(
            detector, inference.QueueCapacity, inference.WorkersOn(detector.Device, Environment.ProcessorCount),
            InferenceOptions.BatchOn(detector.Device, detector.MaxBatch));
    }
}
