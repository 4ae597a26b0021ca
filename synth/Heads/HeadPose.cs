namespace Analytics.Synth.Heads;

/// <summary>How a head is held, in degrees.</summary>
/// <param name="Yaw">Turned towards the viewer's right.</param>
/// <param name="Pitch">Raised.</param>
/// <param name="Roll">Leaning clockwise as the viewer sees it.</param>
public readonly record struct HeadPose(float Yaw, float Pitch, float Roll);
