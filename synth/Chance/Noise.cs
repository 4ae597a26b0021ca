using System.Numerics;
using System.Runtime.CompilerServices;

namespace Analytics.Synth.Chance;

/// <summary>Smooth noise in space: values at the corners of a unit grid, blended between them.</summary>
internal static class Noise
{
    /// <summary>−1 to 1, about one wave per unit.</summary>
    public static float At(Vector3 place, int seed)
    {
        var (x, y, z) = (MathF.Floor(place.X), MathF.Floor(place.Y), MathF.Floor(place.Z));
        var (i, j, k) = ((int)x, (int)y, (int)z);
        var (u, v, w) = (Ease(place.X - x), Ease(place.Y - y), Ease(place.Z - z));
        return Lerp(
            Lerp(Lerp(Corner(i, j, k, seed), Corner(i + 1, j, k, seed), u),
                Lerp(Corner(i, j + 1, k, seed), Corner(i + 1, j + 1, k, seed), u), v),
            Lerp(
                Lerp(Corner(i, j, k + 1, seed), Corner(i + 1, j, k + 1, seed), u),
                Lerp(Corner(i, j + 1, k + 1, seed), Corner(i + 1, j + 1, k + 1, seed), u), v),
            w);
    }

    /// <summary>−1 to 1 in the plane.</summary>
    public static float At(float x, float y, int seed)
    {
        var (fx, fy) = (MathF.Floor(x), MathF.Floor(y));
        var (i, j) = ((int)fx, (int)fy);
        var u = Ease(x - fx);
        return Lerp(
            Lerp(Corner(i, j, 0, seed), Corner(i + 1, j, 0, seed), u), Lerp(Corner(i, j + 1, 0, seed), Corner(i + 1, j + 1, 0, seed), u),
                Ease(y - fy));
    }

    /// <summary>Three octaves, each of half the size and weight of the one before; −1 to 1.</summary>
    public static float Cloud(Vector3 place, int seed) =>
        (At(place, seed) + 0.5f * At(place * 2.03f, seed + 1) + 0.25f * At(place * 4.1f, seed + 2)) / 1.75f;

    /// <summary>Three octaves in the plane; −1 to 1.</summary>
    public static float Cloud(float x, float y, int seed) =>
        (At(x, y, seed) + 0.5f * At(x * 2.03f, y * 2.03f, seed + 1) + 0.25f * At(x * 4.1f, y * 4.1f, seed + 2)) / 1.75f;

    /// <summary>White noise of the integers, −1 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Corner(int i, int j, int k, int seed) => Hash(i, j, k, seed) * (2f / uint.MaxValue) - 1;

    /// <summary>A hash of three integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(int i, int j, int k, int seed)
    {
        var hash = (uint)i * 0x8DA6B343 ^ (uint)j * 0xD8163841 ^ (uint)k * 0xCB1AB31F ^ (uint)seed * 0x9E3779B9;
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6D;
        hash = (hash ^ (hash >> 12)) * 0x297A2D39;
        return hash ^ (hash >> 15);
    }

    private static float Ease(float x) => x * x * (3 - 2 * x);

    private static float Lerp(float from, float to, float share) => from + (to - from) * share;
}
