using Analytics.Contracts;

namespace Analytics.Runtime.Frames;

/// <summary>What a detector says of one face.</summary>
/// <param name="Box">In pixels of the frame; may reach over its edge.</param>
/// <param name="Landmarks">In pixels of the frame.</param>
/// <param name="Score">The detector's confidence, 0 to 1.</param>
public readonly record struct DetectedFace(Box Box, Landmarks Landmarks, float Score);

/// <summary>A detected face with the track that it belongs to.</summary>
/// <param name="Track">The track within the camera.</param>
/// <param name="Face">Box, landmarks and score in this frame.</param>
/// <param name="Quality">How well it can be recognised.</param>
/// <param name="StartedMediaTime">Presentation time of the track's first frame.</param>
/// <param name="StartedAt">The same in UTC.</param>
public readonly record struct TrackedFace(
    TrackId Track, DetectedFace Face, FaceQuality Quality, TimeSpan StartedMediaTime, DateTimeOffset StartedAt);

/// <summary>A track that is lost for good.</summary>
/// <param name="Track">The track within the camera.</param>
/// <param name="Epoch">The run of the stream it belonged to.</param>
/// <param name="LastMediaTime">When it was last seen, presentation time.</param>
/// <param name="LastAt">The same in UTC.</param>
public readonly record struct EndedTrack(TrackId Track, StreamEpoch Epoch, TimeSpan LastMediaTime, DateTimeOffset LastAt);
