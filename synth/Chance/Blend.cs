using System.Numerics;
using System.Runtime.CompilerServices;

namespace Analytics.Synth.Chance;

/// <summary>Soft steps and bumps.</summary>
internal static class Blend
{
    /// <summary>0 below <paramref name="from"/>, 1 above <paramref name="to"/>, smooth between; falls where from lies above to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Step(float from, float to, float x)
    {
        var t = Math.Clamp((x - from) / (to - from), 0, 1);
        return t * t * (3 - 2 * t);
    }

    /// <summary>
    /// A bump of height 1 at 0 that is gone at three times <paramref name="width"/>, much like a Gaussian of that deviation.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Bump(float x, float width)
    {
        var t = 1 - x * x / (9 * width * width);
        return t <= 0 ? 0 : t * t * t * t;
    }

    /// <summary>A bump in the plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Bump(float x, float y, float width, float height)
    {
        var t = 1 - (x * x / (width * width) + y * y / (height * height)) / 9;
        return t <= 0 ? 0 : t * t * t * t;
    }

    /// <summary>Between the two numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Mix(float from, float to, float share) => from + (to - from) * share;

    /// <summary>Between the two colours or places; the share is kept within 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3 Mix(Vector3 from, Vector3 to, float share) => Vector3.Lerp(from, to, Math.Clamp(share, 0, 1));
}
