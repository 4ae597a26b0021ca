
namespace Analytics.Train.Data;

/// <summary>How often, and how strongly, faces are changed before a network sees them.</summary>
internal sealed record Augmentation
{
    /// <summary>The share that is mirrored.</summary>
    public double Flip { get; init; } = 0.5;

    /// <summary>Brightness, contrast and saturation change by up to this share.</summary>
    public double Colour { get; init; } = 0.2;

    /// <summary>The share for each thing that CCTV does: fewer pixels, blur, JPEG, H.264, noise, low light, light from a side.</summary>
    public double Cctv { get; init; } = 0.15;

    /// <summary>The share that is covered by a mask, glasses or a bar.</summary>
    public double Occlusion { get; init; } = 0.06;

    /// <summary>The share that loses its colours, as at night.</summary>
    public double Grey { get; init; } = 0.08;

    /// <summary>The share that is mixed with another face.</summary>
    public double Mix { get; init; }

    /// <summary>Turned by up to so many degrees.</summary>
    public double Rotation { get; init; } = 6;

    /// <summary>Scaled by up to this share.</summary>
    public double Scale { get; init; } = 0.06;

    /// <summary>Moved by up to this share of the side.</summary>
    public double Shift { get; init; } = 0.025;

    /// <summary>Nothing is changed.</summary>
    public static Augmentation None { get; } = new()
    {
        Flip = 0,
        Colour = 0,
        Cctv = 0,
        Occlusion = 0,
        Grey = 0,
        Rotation = 0,
        Scale = 0,
        Shift = 0
    };
}
