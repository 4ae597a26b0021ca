using Analytics.Contracts;
using Analytics.Synth.Heads;

namespace Analytics.Synth;

/// <summary>What is known of a face in a picture, because the picture was made from it.</summary>
/// <param name="Person">The id of the person.</param>
/// <param name="Box">From above the brows to the chin and from cheek to cheek, in pixels; may reach over the edge of the picture.</param>
/// <param name="Landmarks">The five points, in pixels.</param>
/// <param name="Visible">The share of the face that nothing hides and that lies in the picture, 0 to 1.</param>
/// <param name="Pose">How the head is held, as the camera sees it.</param>
public sealed record FaceTruth(string Person, Box Box, Landmarks Landmarks, float Visible, HeadPose Pose);
