namespace Analytics.Synth.People;

/// <summary>
/// Bones and soft parts of a head. Lengths are centimetres; the eyes lie at height 0, x points to the viewer's right, y up, z forward.
/// </summary>
internal sealed record HeadShape
{
    /// <summary>Eyes to chin.</summary>
    public required float FaceLength { get; init; }

    /// <summary>Half the width at the cheekbones.</summary>
    public required float FaceWidth { get; init; }

    /// <summary>Half the width at the height of the mouth.</summary>
    public required float JawWidth { get; init; }

    /// <summary>Half the width just above the chin.</summary>
    public required float ChinWidth { get; init; }

    /// <summary>Half the width above the eyes.</summary>
    public required float TempleWidth { get; init; }

    /// <summary>Eyes to crown.</summary>
    public required float CrownHeight { get; init; }

    /// <summary>Ears to the back of the head.</summary>
    public required float BackDepth { get; init; }

    /// <summary>How far the forehead bulges.</summary>
    public required float Forehead { get; init; }

    /// <summary>How far the bone above the eyes stands out.</summary>
    public required float BrowRidge { get; init; }

    /// <summary>How far the cheekbones stand out.</summary>
    public required float Cheekbones { get; init; }

    /// <summary>How full the cheeks are; below 0 hollow.</summary>
    public required float CheekFullness { get; init; }

    /// <summary>How far the chin stands out; below 0 receding.</summary>
    public required float ChinForward { get; init; }

    /// <summary>Depth of the cleft of the chin; mostly 0.</summary>
    public required float ChinCleft { get; init; }

    /// <summary>How far the jaw rises from the chin to its angle.</summary>
    public required float JawRise { get; init; }

    /// <summary>Exponent of the ellipse that the face is in cross-section: 2 is round, more is flat.</summary>
    public required float Flatness { get; init; }

    /// <summary>The nose.</summary>
    public required NoseShape Nose { get; init; }

    /// <summary>The eyes and their lids.</summary>
    public required EyeShape Eyes { get; init; }

    /// <summary>The mouth.</summary>
    public required MouthShape Mouth { get; init; }

    /// <summary>Height of an ear.</summary>
    public required float EarHeight { get; init; }

    /// <summary>How far the ears stand off, as an angle in radians.</summary>
    public required float EarAngle { get; init; }

    /// <summary>Half the width of the neck.</summary>
    public required float NeckWidth { get; init; }

    /// <summary>Of the bumps and hollows that are this head's alone.</summary>
    public required int Seed { get; init; }

    /// <summary>Height of the foot of the nose.</summary>
    public float NoseBase => -Nose.Length;

    /// <summary>Height of the tip of the nose.</summary>
    public float NoseTip => -Nose.Length + 0.55f + Nose.Lift;

    /// <summary>Height of the line between the lips.</summary>
    public float LipLine => NoseBase - Mouth.Drop;

    /// <summary>Height of the chin.</summary>
    public float Chin => -FaceLength;
}

/// <summary>A nose in centimetres.</summary>
/// <param name="Length">From the height of the eyes to its foot.</param>
/// <param name="Width">Across the wings.</param>
/// <param name="Bridge">Height of the bridge between the eyes.</param>
/// <param name="BridgeWidth">Half the width of the bridge.</param>
/// <param name="Tip">How far the tip stands out.</param>
/// <param name="TipWidth">Half the width of the tip.</param>
/// <param name="Lift">How far the tip is turned up.</param>
/// <param name="Hump">Of the bridge; below 0 hollow.</param>
/// <param name="Bend">How far the tip lies to the right.</param>
/// <param name="Sharpness">Exponent of the ridge in cross-section: 1 is a soft ridge, 3 a flat one with edges.</param>
/// <param name="Flare">How much broader it is at its foot, where it runs into the cheeks.</param>
/// <param name="Nostrils">How large they show, 0 to 1.</param>
internal sealed record NoseShape(
    float Length, float Width, float Bridge, float BridgeWidth, float Tip, float TipWidth, float Lift, float Hump, float Bend,
    float Sharpness, float Flare, float Nostrils);

/// <summary>Eyes in centimetres.</summary>
/// <param name="Distance">From the middle of the face to the middle of an eye.</param>
/// <param name="HalfWidth">Of the opening.</param>
/// <param name="Opening">Between the lids.</param>
/// <param name="Tilt">How much higher the outer corner lies, as a slope.</param>
/// <param name="Roundness">Exponent of the upper lid's line: more is rounder.</param>
/// <param name="Peak">Where the upper lid is highest: below 0 towards the nose, as a share of the half-width.</param>
/// <param name="Depth">Of the socket.</param>
/// <param name="Crease">Height of the fold above the lid's edge.</param>
/// <param name="CreaseDepth">0 none, 1 deep.</param>
/// <param name="Bags">Below the eyes.</param>
/// <param name="Unevenness">How much more the right eye of the picture is open.</param>
internal sealed record EyeShape(
    float Distance, float HalfWidth, float Opening, float Tilt, float Roundness, float Peak, float Depth, float Crease, float CreaseDepth,
    float Bags, float Unevenness);

/// <summary>A mouth in centimetres.</summary>
/// <param name="Drop">From the foot of the nose to the line between the lips.</param>
/// <param name="HalfWidth">To a corner.</param>
/// <param name="Upper">Height of the upper lip.</param>
/// <param name="Lower">Height of the lower lip.</param>
/// <param name="Forward">How far the lips stand out.</param>
/// <param name="Bow">Depth of the notch in the upper lip.</param>
/// <param name="Corners">How far the corners point up.</param>
/// <param name="Slant">Slope of the line between the lips.</param>
/// <param name="Philtrum">Depth of the groove under the nose.</param>
internal sealed record MouthShape(
    float Drop, float HalfWidth, float Upper, float Lower, float Forward, float Bow, float Corners, float Slant, float Philtrum);
