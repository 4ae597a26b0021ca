using System.ComponentModel.DataAnnotations;

namespace Analytics.People.Photos;

/// <summary>Quality that a photo needs to be enrolled.</summary>
public sealed record QualityOptions
{
    /// <summary>Smallest shorter side of the face in a photo, in pixels.</summary>
    [Range(10, 1000)]
    public int MinPhotoPixels { get; init; } = 40;

    /// <summary>Lowest mean luma of the face in a photo, 0 to 255.</summary>
    [Range(0.0, 255.0)]
    public double MinPhotoBrightness { get; init; } = 35;

    /// <summary>Lowest sharpness of the face in a photo, 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double MinPhotoSharpness { get; init; } = 0.10;

    // Up to here photos of LFW are about as like their person's frontal ones (0095: .65) as frontal ones are (.68), beyond it less (.53).
    /// <summary>Largest turn of the face in a photo, sideways or up and down, 0 (frontal) to 1 (profile).</summary>
    [Range(0.0, 1.0)]
    public double MaxPhotoTurn { get; init; } = 0.55;
}
