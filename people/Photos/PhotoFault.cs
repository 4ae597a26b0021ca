using Analytics.Contracts;

namespace Analytics.People.Photos;

/// <summary>Whether a photo is good enough to recognise a person by, and if not, why.</summary>
public static class PhotoFault
{
    /// <summary>
    /// The first fault as a clause, for example <c>the face is too small (24 pixels, at least 40)</c>; none when it will do.
    /// </summary>
    public static string? Of(FaceQuality quality, QualityOptions options) => quality switch
    {
        _ when quality.Size < options.MinPhotoPixels =>
            $"the face is too small ({quality.Size:0} pixels, at least {options.MinPhotoPixels})",
        _ when quality.Brightness < options.MinPhotoBrightness =>
            $"the face is too dark (mean luma {quality.Brightness:0} of 255, at least {options.MinPhotoBrightness:0})",
        _ when quality.Sharpness < options.MinPhotoSharpness =>
            $"the face is too blurred (sharpness {quality.Sharpness:0.00}, at least {options.MinPhotoSharpness:0.00})",
        _ when MathF.Abs(quality.Yaw) > options.MaxPhotoTurn || MathF.Abs(quality.Pitch) > options.MaxPhotoTurn =>
            $"the face is turned away (yaw {quality.Yaw:0.00}, pitch {quality.Pitch:0.00}, at most ±{options.MaxPhotoTurn:0.00})",
        _ => null,
    };
}
