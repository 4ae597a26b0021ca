using System.Numerics;

namespace Analytics.Synth.Rendering;

/// <summary>A picture of linear light.</summary>
internal sealed class Picture(int width, int height)
{
    /// <summary>Width in pixels.</summary>
    public int Width => width;

    /// <summary>Height in pixels.</summary>
    public int Height => height;

    /// <summary>Linear RGB, row by row.</summary>
    public Vector3[] Light { get; } = new Vector3[width * height];

    /// <summary>Lays a drawn tile over it.</summary>
    public void Over(Tile tile, LayerPixel[] pixels)
    {
        for (var y = 0; y < tile.Height; y++)
        {
            for (var x = 0; x < tile.Width; x++)
            {
                ref readonly var pixel = ref pixels[y * tile.Width + x];
                if (pixel.Cover > 0)
                {
                    ref var under = ref Light[(tile.Top + y) * width + tile.Left + x];
                    under = under * (1 - pixel.Cover) + pixel.Colour;
                }
            }
        }
    }
}
