using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Scenes;

/// <summary>A corridor as a camera sees it while nobody is there: light and distance of each pixel, by following its rays.</summary>
internal sealed class PlaceView
{
    private const int Rays = 4;
    private readonly Place _place;
    private readonly SceneLight _light;
    private readonly Vector3 _eye;

    public PlaceView(Place place, Camera camera, int width, int height, SceneLight light)
    {
        (_place, _light, _eye) = (place, light, camera.Place);
        Picture = new Picture(width, height);
        Depth = new float[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                Vector3 sum = default;
                var depth = float.MaxValue;
                for (var ray = 0; ray < Rays; ray++)
                {
                    var (seen, far) = Follow(camera.Ray(x - 0.25f + 0.5f * (ray % 2), y - 0.25f + 0.5f * (ray / 2)));
                    sum += seen;
                    depth = MathF.Min(depth, far);
                }

                Picture.Light[y * width + x] = sum / Rays;
                Depth[y * width + x] = depth;
            }
        }
    }

    /// <summary>The light.</summary>
    public Picture Picture { get; }

    /// <summary>The distance along the view in centimetres.</summary>
    public float[] Depth { get; }

    // The ray has length 1 along the view, so what it is multiplied with is the distance along the view.
    private (Vector3 Light, float Depth) Follow(Vector3 ray)
    {
        var level = ray.Y < 0 ? -_eye.Y / ray.Y : (_place.Height - _eye.Y) / MathF.Max(1e-6f, ray.Y);
        var side = (MathF.CopySign(_place.HalfWidth, ray.X) - _eye.X) / MathF.CopySign(MathF.Max(1e-6f, MathF.Abs(ray.X)), ray.X);
        var end = ray.Z < 0 ? (-_place.Length - _eye.Z) / ray.Z : float.MaxValue;
        var wall = MathF.Min(level, MathF.Min(side, end));
        var far = wall;
        var hit = default(Block?);
        var normal = Vector3.Zero;
        foreach (var block in _place.Blocks)
        {
            if (Enter(block, ray, out var distance, out var outward) && distance < far)
            {
                (far, hit, normal) = (distance, block, outward);
            }
        }

        var place = _eye + far * ray;
        if (hit is { } solid)
        {
            return (BlockColour(solid, place) * Lamps(place, normal), far);
        }

        var (colour, glow, inward) = wall == end ? Wall(place, 0, place.X, Vector3.UnitZ)
            : wall == side ? Wall(place, MathF.Sign(ray.X), place.Z, new Vector3(-MathF.Sign(ray.X), 0, 0))
            : ray.Y < 0 ? (FloorColour(place), Vector3.Zero, Vector3.UnitY) : (new Vector3(0.62f), CeilingGlow(place), -Vector3.UnitY);
        return (colour * Lamps(place, inward) * Corners(place) + glow, far);
    }

    private bool Enter(in Block block, Vector3 ray, out float distance, out Vector3 outward)
    {
        var inverse = Vector3.One / ray;
        var (low, high) = ((block.Low - _eye) * inverse, (block.High - _eye) * inverse);
        var (near, far) = (Vector3.Min(low, high), Vector3.Max(low, high));
        distance = MathF.Max(near.X, MathF.Max(near.Y, near.Z));
        outward = distance == near.X ? new Vector3(-MathF.Sign(ray.X), 0, 0)
            : distance == near.Y ? new Vector3(0, -MathF.Sign(ray.Y), 0) : new Vector3(0, 0, -MathF.Sign(ray.Z));
        return distance > Camera.Near && distance <= MathF.Min(far.X, MathF.Min(far.Y, far.Z));
    }

    private Vector3 Lamps(Vector3 place, Vector3 normal)
    {
        if (_light == SceneLight.Night)
        {
            // The camera's own lamp.
            var to = _eye - place;
            return new Vector3(MathF.Max(0.1f, Vector3.Dot(normal, Vector3.Normalize(to))) * SceneLighting.Infrared(to));
        }

        var sum = 0f;
        for (var z = -130f; z > -_place.Length; z -= Place.LampStep)
        {
            var to = new Vector3(0, _place.Height - 5, z) - place;
            var square = to.LengthSquared() + 400;
            sum += (0.25f + MathF.Max(0, Vector3.Dot(normal, to) / MathF.Sqrt(square))) * 3e4f / square;
        }

        return (0.32f + 0.62f * sum) * new Vector3(1.02f, 1, 0.95f);
    }

    private Vector3 CeilingGlow(Vector3 place)
    {
        var along = (place.Z + 130) / Place.LampStep;
        var from = MathF.Abs(along - MathF.Round(along)) * Place.LampStep;
        var on = Blend.Step(33, 30, from) * Blend.Step(33, 30, MathF.Abs(place.X));
        return _light == SceneLight.Night ? Vector3.Zero : new Vector3(2.6f * on);
    }

    // Where floor, walls and ceiling meet it is darker.
    private float Corners(Vector3 place)
    {
        float Near(float distance) => 1 - 0.4f * MathF.Exp(-MathF.Max(0, distance) / 35);
        var wall = Near(_place.HalfWidth - MathF.Abs(place.X));
        var (floor, end) = (Near(place.Y), Near(place.Z + _place.Length));
        return MathF.Max(wall * floor, MathF.Max(wall, floor) * 0.6f) * (place.Z + _place.Length > 1 ? end : 1) / 0.75f;
    }

    private Vector3 FloorColour(Vector3 place)
    {
        var clouds = 1 + 0.15f * Noise.Cloud(place.X * 0.02f, place.Z * 0.02f, _place.Seed);
        if (_place.FloorKind == 2)
        {
            return _place.Floor * clouds * (1 + 0.25f * Noise.At(place.X * 0.6f, place.Z * 0.6f, _place.Seed + 1));
        }

        var (u, v) = (place.X / _place.Tile, place.Z / _place.Tile * (_place.FloorKind == 1 ? 0.2f : 1));
        var tint = 1 + 0.14f * Noise.Corner((int)MathF.Floor(u), (int)MathF.Floor(v), 1, _place.Seed);
        var joint = MathF.Min(MathF.Abs(u - MathF.Round(u)), MathF.Abs(v - MathF.Round(v)) * (_place.FloorKind == 1 ? 5 : 1));
        return _place.Floor * clouds * tint * Blend.Mix(0.6f, 1, Blend.Step(0.008f, 0.025f, joint));
    }

    private (Vector3 Colour, Vector3 Glow, Vector3 Normal) Wall(Vector3 place, int wall, float along, Vector3 normal)
    {
        foreach (var panel in _place.Panels)
        {
            if (panel.Wall == wall && along > panel.From && along < panel.To && place.Y > panel.Low && place.Y < panel.High)
            {
                var glow = panel.Kind == PanelKind.Window && _light == SceneLight.Day ? new Vector3(1.1f, 1.25f, 1.4f) * 0.8f
                    : Vector3.Zero;
                var edge = MathF.Min(MathF.Min(along - panel.From, panel.To - along), panel.High - place.Y);
                return edge < 6 ? (panel.Colour * 0.5f, Vector3.Zero, normal) : (PanelColour(panel, along, place.Y), glow, normal);
            }
        }

        var dirt = 1 + 0.07f * Noise.Cloud(along * 0.015f, place.Y * 0.015f, _place.Seed + 3)
            + 0.03f * Noise.At(along * 0.2f, place.Y * 0.2f, _place.Seed + 4);
        var paint = place.Y < 10 ? _place.Wall * 0.3f : place.Y < 95 ? _place.Dado : _place.Wall;
        return (paint * dirt, Vector3.Zero, normal);
    }

    private Vector3 PanelColour(in Panel panel, float along, float y)
    {
        var (u, v) = ((along - panel.From) / (panel.To - panel.From), (y - panel.Low) / (panel.High - panel.Low));
        return panel.Kind switch
        {
            PanelKind.PortProbe => panel.Colour * (1 + 0.1f * Noise.At(along * 0.4f, y * 0.02f, _place.Seed + 5))
            * (u is > 0.82f and < 0.88f && v is > 0.46f and < 0.5f ? 2.2f : 1),
            PanelKind.Poster => Vector3.Clamp(
                panel.Colour * (1 + 1.2f * Noise.Cloud(u * 3 + panel.From, v * 3, _place.Seed + 6))
                + new Vector3(v > 0.75f && (int)(v * 40) % 3 == 0 ? 0.3f : 0.05f),
                Vector3.Zero, Vector3.One),
            _ => new Vector3(0.05f),
        };
    }

    private Vector3 BlockColour(in Block block, Vector3 place) => block.Pattern switch
    {
        1 => block.Colour * (1 + 0.2f * Noise.At(place.X * 0.05f + place.Z * 0.05f, place.Y * 0.5f, _place.Seed + 8))
        * (place.Y % 40 < 1.2f ? 0.4f : 1),
        2 => place.Y < 40 ? new Vector3(0.2f, 0.13f, 0.1f) : block.Colour * (1.1f + 0.9f * Noise.Cloud(place * 0.09f, _place.Seed + 9)),
        _ => block.Colour * (1 + 0.05f * Noise.Cloud(place * 0.05f, _place.Seed + 10)),
    };
}
