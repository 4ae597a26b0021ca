using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Scenes;

/// <summary>The lamps of a place as they fall onto people, and the sensor that goes with them.</summary>
internal sealed class SceneLighting
{
    private readonly SceneLight _light;
    private readonly LightRig _rig;

    public SceneLighting(SceneLight light, Dice dice)
    {
        _light = light;
        var night = light == SceneLight.Night;
        var azimuth = night ? 0.05f : dice.Uniform(-0.9f, 0.9f);
        var elevation = night ? 0.4f : dice.Uniform(0.5f, 0.85f);
        var warm = night ? 0 : light == SceneLight.Dim ? dice.Uniform(0.04f, 0.16f) : dice.Uniform(-0.05f, 0.06f);
        var tint = new Vector3(1 + warm, 1, 1 - warm);
        var (ambient, key) = night ? (0.12f, 1) : (dice.Uniform(0.36f, 0.5f), dice.Uniform(0.55f, 0.85f));
        _rig = new LightRig
        {
            Key = new DistantLight(From(azimuth, elevation), key * tint),
            Fill = new DistantLight(From(-azimuth, 0.15f), 0.5f * ambient * Vector3.One),
            Rim = new DistantLight(From(MathF.PI - azimuth, 0.9f), (night ? 0.02f : 0.3f) * tint),
            Sky = ambient * tint,
            Ground = 0.6f * ambient * tint,
        };
        Sensor = light switch
        {
            SceneLight.Day => new Sensor(dice.Uniform(0.9f, 1.1f), 2.2f, Mono: false),
            SceneLight.Dim => new Sensor(dice.Uniform(0.3f, 0.42f), 6, Mono: false),
            _ => new Sensor(dice.Uniform(1.4f, 1.7f), 5, Mono: true),
        };
    }

    /// <summary>The sensor of the camera.</summary>
    public Sensor Sensor { get; }

    /// <summary>The light on somebody at <paramref name="place"/>, seen from <paramref name="eye"/>.</summary>
    public LightRig At(Vector3 place, Vector3 eye)
    {
        var strength = _light == SceneLight.Night
            ? Infrared(eye - place)
            // Brighter under each lamp.
            : 1 + 0.14f * MathF.Cos(2 * MathF.PI * (place.Z + 60) / Place.LampStep);
        DistantLight Scaled(DistantLight light) => light with { Colour = strength * light.Colour };
        return _rig with
        {
            Key = Scaled(_rig.Key),
            Fill = Scaled(_rig.Fill),
            Rim = Scaled(_rig.Rim),
            Sky = strength * _rig.Sky,
            Ground = strength * _rig.Ground,
        };
    }

    /// <summary>
    /// How bright the camera's own lamp is so far away: its beam is wide, and near things are dimmed by the camera's gain.
    /// </summary>
    public static float Infrared(Vector3 to) => 3.4e5f / (to.LengthSquared() + 2.4e5f);

    private static Vector3 From(float azimuth, float elevation)
    {
        var (sin, cos) = MathF.SinCos(azimuth);
        var (up, flat) = MathF.SinCos(elevation);
        return new Vector3(sin * flat, up, cos * flat);
    }
}
