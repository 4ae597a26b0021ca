using Analytics.Detect;
using Analytics.Detect.Tracking;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;

namespace Analytics.Evaluate;

/// <summary>Options of model evaluation and of the trainer.</summary>
public sealed record EvaluateOptions
{
    /// <summary>Face detection.</summary>
    public DetectOptions Detect { get; init; } = new();

    /// <summary>Face tracking; a face counts as found at the score that starts a track.</summary>
    public TrackOptions Track { get; init; } = new();

    /// <summary>The models in use and their folder.</summary>
    public ModelOptions Models { get; init; } = new();

    /// <summary>Device and threads of the models.</summary>
    public InferenceOptions Inference { get; init; } = new();
}
