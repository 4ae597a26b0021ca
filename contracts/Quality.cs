namespace Analytics.Contracts;

/// <summary>
/// How well a face can be recognised. <paramref name="Score"/>, 0 to 1, is the product of the parts; the parts say why it is low.
/// </summary>
/// <param name="Score">0 (hopeless) to 1 (passport photo).</param>
/// <param name="Size">The shorter side of the box in pixels.</param>
/// <param name="Yaw">Turned left or right, −1 (profile) to 1, 0 is frontal; from the landmarks.</param>
/// <param name="Pitch">Turned up or down, −1 to 1, 0 is frontal; from the landmarks.</param>
/// <param name="Roll">Tilt of the line through the eyes, degrees.</param>
/// <param name="Sharpness">0 (blurred) to 1.</param>
/// <param name="Brightness">Mean luma of the face, 0 to 255.</param>
/// <param name="Confidence">The detector's score, 0 to 1.</param>
public readonly record struct FaceQuality(
    float Score, float Size, float Yaw, float Pitch, float Roll, float Sharpness, float Brightness, float Confidence);
