using Analytics.Detect;
using Analytics.Detect.Tracking;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;

namespace Analytics.Evaluate;

/// <summary>What measuring models goes by, and what the trainer can be set to.</summary>
public sealed record EvaluateOptions
{
    /// <summary>How faces are looked for.</summary>
    public DetectOptions Detect { get; init; } = new();

    /// <summary>What begins a track: as much is asked of a face that counts as found.</summary>
    public TrackOptions Track { get; init; } = new();

    /// <summary>Which models are used and where they lie.</summary>
    public ModelOptions Models { get; init; } = new();

    /// <summary>Where the models run and on how many threads.</summary>
    public InferenceOptions Inference { get; init; } = new();
}
