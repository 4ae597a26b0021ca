using System.Buffers;
using System.Numerics;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Scenes;

/// <summary>One frame in the making. Only what differs from the empty place is computed again.</summary>
internal sealed class FrameCanvas : IDisposable
{
    private const float ShadowRadius = 50;
    private readonly Background _background;
    private readonly int _width;
    private readonly int _height;
    private readonly Vector3[] _light;
    private readonly bool[] _changed;

    public FrameCanvas(Background background, int width, int height)
    {
        (_background, _width, _height) = (background, width, height);
        _light = ArrayPool<Vector3>.Shared.Rent(width * height);
        _changed = ArrayPool<bool>.Shared.Rent(width * height);
        background.Light.CopyTo(_light, 0);
        Array.Clear(_changed);
    }

    /// <summary>Takes out of a figure what stands behind the things of the place.</summary>
    public void HideBehindPlace(Tile tile, LayerPixel[] pixels)
    {
        for (var y = 0; y < tile.Height; y++)
        {
            for (var x = 0; x < tile.Width; x++)
            {
                ref var pixel = ref pixels[y * tile.Width + x];
                if (pixel.Cover > 0 && pixel.Depth > _background.Depth[(tile.Top + y) * _width + tile.Left + x] + 1)
                {
                    pixel = default;
                }
            }
        }
    }

    /// <summary>Darkens the floor under somebody whose head is at <paramref name="head"/>.</summary>
    public void Shade(Camera camera, Vector3 head)
    {
        var feet = head with { Y = 0 };
        var (near, far) = (camera.Project(feet + new Vector3(0, 0, ShadowRadius)), camera.Project(feet - new Vector3(0, 0, ShadowRadius)));
        var reach = (int)(ShadowRadius * camera.Focal / MathF.Max(Camera.Near, near.Z));
        var tile = new Tile((int)near.X - reach, (int)far.Y, 2 * reach, (int)(near.Y - far.Y) + 1).Within(_width, _height);
        for (var y = tile.Top; y < tile.Top + tile.Height; y++)
        {
            for (var x = tile.Left; x < tile.Left + tile.Width; x++)
            {
                var ray = camera.Ray(x, y);
                var depth = -camera.Place.Y / ray.Y;
                var at = y * _width + x;
                if (ray.Y >= 0 || depth > _background.Depth[at] + 2)
                {
                    continue;
                }

                var from = (camera.Place + depth * ray - feet) / ShadowRadius;
                var dark = 0.6f * MathF.Exp(-4.5f * from.LengthSquared());
                _light[at] *= 1 - dark;
                _changed[at] = true;
            }
        }
    }

    /// <summary>Lays a figure over what was drawn before.</summary>
    public void Over(Tile tile, LayerPixel[] pixels)
    {
        for (var y = 0; y < tile.Height; y++)
        {
            for (var x = 0; x < tile.Width; x++)
            {
                ref readonly var pixel = ref pixels[y * tile.Width + x];
                if (pixel.Cover > 0)
                {
                    var at = (tile.Top + y) * _width + tile.Left + x;
                    _light[at] = _light[at] * (1 - pixel.Cover) + pixel.Colour;
                    _changed[at] = true;
                }
            }
        }
    }

    /// <summary>Writes the picture as bytes, BGR.</summary>
    public void Develop(Sensor sensor, uint seed, Span<byte> bgr)
    {
        var levels = new Vector3[_width];
        for (var y = 0; y < _height; y++)
        {
            var row = y * _width;
            for (var x = 0; x < _width; x++)
            {
                levels[x] = _changed[row + x] ? sensor.Levels(_light[row + x]) : _background.Levels[row + x];
            }

            sensor.Write(levels, Chance.Noise.Hash(y, (int)seed, 1, 0), bgr.Slice(3 * row, 3 * _width));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<Vector3>.Shared.Return(_light);
        ArrayPool<bool>.Shared.Return(_changed);
    }
}
