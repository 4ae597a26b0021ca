using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Heads;

/// <summary>Hair as a sheet that lies over the skull and hangs from it, in columns from the crown down.</summary>
internal sealed class HairShell
{
    private const int Rows = 40;
    private const float Degrees = 180 / MathF.PI;
    private readonly SyntheticPerson _person;
    private readonly HeadSurface _surface;
    private readonly Hairline _line;
    private readonly HairLook _hair;

    private HairShell(SyntheticPerson person)
    {
        _person = person;
        _hair = person.Hair;
        _surface = new HeadSurface(person.Head);
        _line = new Hairline(person.Hair);
    }

    /// <summary>
    /// The mesh; none where hair is too short to stand off. <see cref="Vertex.Rest"/> holds the angle, the height and how far down its
    /// column the place lies, 0 crown to 1 tips.
    /// </summary>
    public static (Vertex[] Vertices, int[] Indices)? Build(SyntheticPerson person, int columns) =>
        person.Hair.HasVolume ? new HairShell(person).Build(columns) : null;

    private (Vertex[] Vertices, int[] Indices) Build(int columns)
    {
        var places = new Vector3[(columns + 1) * (Rows + 1)];
        var vertices = new Vertex[places.Length];
        for (var column = 0; column <= columns; column++)
        {
            var angle = (2f * column / columns - 1) * MathF.PI;
            var tips = Tips(angle);
            for (var row = 0; row <= Rows; row++)
            {
                var down = (float)row / Rows;
                var top = _surface.Top - 0.01f;
                var y = top - (top - tips) * MathF.Pow(down, tips < -8 ? 1.25f : 1.4f);
                var at = row * (columns + 1) + column;
                places[at] = Place(angle, y, tips, down);
                vertices[at].Rest = new Vector3(angle, y, down);
            }
        }

        var normals = new Vector3[places.Length];
        GridMesh.Normals(places, columns, Rows, closed: true, normals);
        for (var i = 0; i < vertices.Length; i++)
        {
            vertices[i].Position = places[i];
            vertices[i].Normal = normals[i];
            vertices[i].Openness = Blend.Mix(1, 0.45f, Blend.Step(1, -8, places[i].Y))
                * (0.85f + 0.15f * Noise.At(places[i] * 0.8f, _hair.Seed + 5));
        }

        return (vertices, GridMesh.Triangles(columns, Rows));
    }

    // Where the hair of a column ends.
    private float Tips(float angle)
    {
        var degrees = MathF.Abs(angle) * Degrees;
        var edge = _line.At(angle) - 0.25f;
        var sweep = 1 + 0.7f * MathF.Sin(angle) * MathF.Sign(_hair.Part);
        var fringe = edge - _hair.Fringe * sweep * Blend.Step(62, 40, degrees) + 0.25f * Noise.At(angle * 9, 0, _hair.Seed + 9);
        if (_hair.Hangs)
        {
            var hanging = Blend.Step(50, 66, degrees + 6 * Noise.At(angle * 4, 3, _hair.Seed + 8));
            return Blend.Mix(fringe, -_hair.Length + 1.2f * Noise.At(angle * 7, 1, _hair.Seed + 7), hanging);
        }

        if (_hair.Cut is HairCut.Medium or HairCut.Curly)
        {
            // Over the ears.
            return fringe - 3.6f * Blend.Bump(degrees - 92, 14) - (_hair.Cut == HairCut.Curly ? 1.5f : 0.5f) * Blend.Step(95, 130, degrees);
        }

        return fringe;
    }

    private Vector3 Place(float angle, float y, float tips, float down)
    {
        const float Hanging = -1.5f;
        var on = _surface.At(angle, MathF.Max(y, Hanging));
        var outward = Vector3.Normalize(new Vector3(on.X, MathF.Max(0, on.Y - 0.5f) * 0.75f, on.Z + 0.8f));
        var degrees = MathF.Abs(angle) * Degrees;
        var face = Blend.Step(75, 30, degrees);
        // Flat at the roots of the face and at the tips of short hair, high on top.
        var loft = Blend.Mix(1, 0.55f, Blend.Step(0.2f, 0.95f, down) * (_hair.Hangs ? face : 1));
        if (_hair.Cut == HairCut.Short)
        {
            loft *= Blend.Mix(0.4f, 1, Blend.Step(1, 7, y));
        }

        var curls = _hair.Cut == HairCut.Curly ? 0.28f : 0.1f + 0.12f * _hair.Waves;
        var thickness = 0.15f
            + _hair.Volume * loft * (1 + curls * Noise.At(on * (_hair.Cut == HairCut.Curly ? 0.75f : 0.45f), _hair.Seed + 3));
        if (_hair.Fringe == 0 && !_hair.Hangs)
        {
            thickness *= Blend.Mix(1, 0.35f, face * Blend.Step(0.75f, 1, down));
        }

        var part = Blend.Bump(on.X - 3.2f * _hair.Part, 0.5f) * Blend.Step(4, 8, on.Y) * Blend.Step(-5, 0, on.Z);
        var place = on + outward * thickness * (1 - 0.45f * part);
        if (y >= Hanging)
        {
            return place;
        }

        // It falls straight, with waves, and gathers towards the tips.
        var fall = Hanging - y;
        var wave = _hair.Waves * MathF.Min(1, fall / 6) * MathF.Sin(fall * 0.75f + 3 * angle + 2 * Noise.At(angle * 3, 5, _hair.Seed));
        var gather = 1 + 0.05f * _hair.Volume * MathF.Sin(MathF.Min(fall / 9, 1) * MathF.PI) - 0.012f * MathF.Max(0, fall - 8);
        return new Vector3(place.X * gather + wave * outward.X * 0.7f, y, (place.Z + 0.8f) * gather - 0.8f + wave * outward.Z * 0.7f);
    }
}
