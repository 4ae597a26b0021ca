namespace Analytics.Synth.Scenes;

/// <summary>What is known of one frame.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Time">In seconds from the beginning.</param>
/// <param name="Faces">All faces of 8 pixels and more that are turned to the camera and lie at least in part in the picture, hidden ones
/// included.</param>
public sealed record FrameTruth(int Index, double Time, IReadOnlyList<FaceTruth> Faces);
