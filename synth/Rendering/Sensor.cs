using System.Numerics;

namespace Analytics.Synth.Rendering;

/// <summary>What a sensor makes of light: exposure, noise, and for infrared no colours.</summary>
/// <param name="Exposure">Multiplies the light.</param>
/// <param name="Noise">The deviation of the noise in levels of 255, in the middle of the range.</param>
/// <param name="Mono">Whether it is grey.</param>
internal sealed record Sensor(float Exposure, float Noise, bool Mono)
{
    private const int Mask = 0xFFFF;
    private static readonly float[] Grain = [.. Enumerable.Range(0, Mask + 1).Select(Gauss)];

    /// <summary>Levels before the noise, for light.</summary>
    public Vector3 Levels(Vector3 light)
    {
        light *= Exposure;
        return Mono ? new Vector3(Tone.Picture(Tone.Luminance(light)))
            : new Vector3(Tone.Picture(light.X), Tone.Picture(light.Y), Tone.Picture(light.Z));
    }

    /// <summary>Writes one row of levels, RGB, with its noise as bytes, BGR.</summary>
    /// <param name="levels">Without noise.</param>
    /// <param name="seed">Of this row of this picture.</param>
    /// <param name="bgr">Three bytes for each of them.</param>
    public void Write(ReadOnlySpan<Vector3> levels, uint seed, Span<byte> bgr)
    {
        var place = (int)(seed & Mask);
        for (var x = 0; x < levels.Length; x++)
        {
            // Noise is strongest in the shadows that were lifted, weak in the lights.
            var level = levels[x];
            var strength = Noise * (1.25f - 0.003f * level.Y);
            var (red, green, blue) = (Grain[place & Mask], Grain[(place + 1) & Mask], Grain[(place + 2) & Mask]);
            place += 3;
            if (Mono)
            {
                red = blue = green;
            }

            bgr[3 * x] = Byte(level.Z + strength * blue);
            bgr[3 * x + 1] = Byte(level.Y + strength * green);
            bgr[3 * x + 2] = Byte(level.X + strength * red);
        }
    }

    /// <summary>The whole picture as bytes, BGR.</summary>
    public byte[] Develop(Picture picture, int seed)
    {
        var bgr = new byte[3 * picture.Light.Length];
        var levels = new Vector3[picture.Width];
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < levels.Length; x++)
            {
                levels[x] = Levels(picture.Light[y * picture.Width + x]);
            }

            Write(levels, Chance.Noise.Hash(y, 0, 0, seed), bgr.AsSpan(3 * y * picture.Width, 3 * picture.Width));
        }

        return bgr;
    }

    private static byte Byte(float level) => (byte)Math.Clamp(level + 0.5f, 0, 255);

    // The sum of four even draws is close to normal; its deviation is 1.
    private static float Gauss(int index)
    {
        var hash = Chance.Noise.Hash(index, 17, 0, 0);
        var sum = (hash & 255) + (hash >> 8 & 255) + (hash >> 16 & 255) + (hash >> 24);
        return (sum - 510f) / 147.8f;
    }
}
