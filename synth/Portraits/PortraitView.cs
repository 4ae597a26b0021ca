using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.Heads;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Portraits;

/// <summary>How a portrait is taken.</summary>
/// <param name="Pose">Of the head.</param>
/// <param name="Expression">Of the face.</param>
/// <param name="Lights">Of the room.</param>
/// <param name="Sensor">Of the camera.</param>
/// <param name="Backdrop">Linear RGB.</param>
/// <param name="Seed">Of noise and backdrop.</param>
internal sealed record PortraitView(HeadPose Pose, Expression Expression, LightRig Lights, Sensor Sensor, Vector3 Backdrop, int Seed)
{
    private const float Pitch = 9;
    private const float Roll = 7;

    /// <summary>View 0 is a frontal picture at rest in even light; the others differ in pose, expression, light and camera.</summary>
    /// <param name="person">The person to draw.</param>
    /// <param name="index">The number of the view.</param>
    /// <param name="maxYaw">How far the head turns to either side, in degrees.</param>
    public static PortraitView Draw(SyntheticPerson person, int index, float maxYaw)
    {
        var dice = Dice.Of(person.Seed, $"view {person.Index}", index);
        var pose = index == 0
            ? new HeadPose(dice.Normal(0, 1.5f), dice.Normal(0, 1.5f), dice.Normal(0, 1))
            : new HeadPose(dice.Uniform(-maxYaw, maxYaw), dice.Uniform(-Pitch, Pitch), dice.Uniform(-Roll, Roll));
        var expression = new Expression
        {
            Smile = index == 0 ? 0 : dice.Chance(0.5f) ? dice.Uniform(0, 0.9f) : 0,
            MouthOpen = index == 0 ? 0 : dice.Chance(0.3f) ? dice.Uniform(0, 0.55f) : 0,
            Brows = dice.Normal(0, 0.25f),
            Closed = dice.Uniform(0, index == 0 ? 0.05f : 0.3f),
            GazeX = Math.Clamp(-0.6f * pose.Yaw * MathF.PI / 180 + dice.Normal(0, 0.05f), -0.35f, 0.35f),
            GazeY = Math.Clamp(-0.5f * pose.Pitch * MathF.PI / 180, -0.15f, 0.15f),
        };
        var backdrop = new Vector3(dice.Uniform(0.05f, 0.6f)) * new Vector3(dice.Uniform(0.8f, 1.1f), 1, dice.Uniform(0.8f, 1.15f));
        // Cameras open up for dark skin, but not all the way.
        var exposure = MathF.Pow(0.35f / Tone.Luminance(person.Skin.Skin), 0.35f) * dice.Uniform(0.88f, 1.12f);
        return new PortraitView(
            pose, expression, index == 0 ? Even(dice) : Any(dice), new Sensor(exposure, dice.Uniform(1, 3), Mono: false), backdrop,
            dice.Whole());
    }

    private static LightRig Even(Dice dice) => Rig(dice.Uniform(-30, 30), dice.Uniform(25, 45), dice.Uniform(0.65f, 0.85f), 0.5f,
        dice.Normal(0, 0.04f));

    private static LightRig Any(Dice dice) => Rig(
        dice.Uniform(-75, 75), dice.Uniform(5, 62), dice.Uniform(0.6f, 1.25f), dice.Uniform(0.25f, 0.5f), dice.Normal(0, 0.1f));

    private static LightRig Rig(float azimuth, float elevation, float strength, float ambient, float warmth)
    {
        var tint = new Vector3(1 + warmth, 1, 1 - warmth);
        return new LightRig
        {
            Key = new DistantLight(From(azimuth, elevation), strength * tint),
            Fill = new DistantLight(From(-azimuth * 0.8f, 12), 0.55f * ambient * Vector3.One),
            Rim = new DistantLight(From(180 - azimuth, 35), 0.35f * tint),
            Sky = ambient * new Vector3(1 - 0.4f * warmth, 1, 1 + 0.4f * warmth),
            Ground = 0.55f * ambient * tint,
        };
    }

    private static Vector3 From(float azimuth, float elevation)
    {
        const float Radians = MathF.PI / 180;
        var (sin, cos) = MathF.SinCos(azimuth * Radians);
        var (up, flat) = MathF.SinCos(elevation * Radians);
        return new Vector3(sin * flat, up, cos * flat);
    }
}
