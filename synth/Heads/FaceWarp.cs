using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads;

/// <summary>
/// Proportions that no single measure describes: moves all of a head a little, smoothly, by a noise that is this head's alone; the two
/// sides nearly alike.
/// </summary>
internal sealed class FaceWarp(HeadShape head)
{
    private const float Farthest = 0.8f;
    private const float Uneven = 0.14f;

    /// <summary>Where a place of the head at rest goes.</summary>
    public Vector3 Of(Vector3 place)
    {
        var fade = Blend.Step(-3, 3, place.Z);
        if (fade <= 0)
        {
            return place;
        }

        var side = MathF.Sqrt(place.X * place.X + 0.5f);
        var (u, v) = (0.9f * side + 0.43f * place.Y, 0.9f * place.Y - 0.43f * side);
        float Even(int seed) => Noise.At(u * 0.22f, v * 0.22f, head.Seed + seed)
            + 0.45f * Noise.At(u * 0.43f, v * 0.43f, head.Seed + seed + 1);
        float Odd(int seed) => Noise.At(place.X * 0.2f, place.Y * 0.2f, head.Seed + seed);
        var across = Farthest * Even(21) * place.X / side + Uneven * Odd(31);
        var up = Farthest * Even(23) + Uneven * Odd(32);
        return place + fade * new Vector3(across, up, 0);
    }
}
