using System.Numerics;
using Analytics.Synth.Heads.Skin;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Heads;

/// <summary>The skin of a head as triangles, at rest and with an expression.</summary>
internal sealed class HeadMesh
{
    private readonly int _columns;
    private readonly int _rows;
    private readonly Vector3[] _rest;
    private readonly Vector3[] _shape;
    private readonly float[] _openness;
    private readonly FaceMotion _motion;

    /// <param name="person">Whose head.</param>
    /// <param name="columns">Around the head.</param>
    /// <param name="rows">From crown to chin.</param>
    public HeadMesh(SyntheticPerson person, int columns, int rows)
    {
        var head = person.Head;
        var beard = new Beard(person);
        (_columns, _rows) = (columns, rows);
        _motion = new FaceMotion(head);
        var surface = new HeadSurface(head);
        _rest = new Vector3[(columns + 1) * (rows + 1)];
        for (var row = 0; row <= rows; row++)
        {
            var y = HeadGrid.Height(head, (float)row / rows);
            for (var column = 0; column <= columns; column++)
            {
                var place = surface.At(HeadGrid.Angle((float)column / columns), y);
                var thick = person.Beard.Depth > 0 ? person.Beard.Depth * beard.Thickness(place with { Y = y }) : 0;
                _rest[At(column, row)] = place + thick * Vector3.Normalize(new Vector3(0.6f * place.X, -3, place.Z));
            }
        }

        var warp = new FaceWarp(head);
        _shape = Array.ConvertAll(_rest, warp.Of);
        var normals = new Vector3[_rest.Length];
        GridMesh.Normals(_shape, columns, rows, closed: true, normals);
        _openness = Openness(normals);
        Indices = GridMesh.Triangles(columns, rows);
    }

    /// <summary>Corners of the triangles, counter-clockwise from outside.</summary>
    public int[] Indices { get; }

    /// <summary>The vertices with <paramref name="expression"/>, in centimetres of the head.</summary>
    public Vertex[] Pose(in Expression expression)
    {
        var places = new Vector3[_rest.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = _shape[i] + _motion.Of(_rest[i], expression);
        }

        var normals = new Vector3[places.Length];
        GridMesh.Normals(places, _columns, _rows, closed: true, normals);
        var vertices = new Vertex[places.Length];
        for (var row = 0; row <= _rows; row++)
        {
            for (var column = 0; column <= _columns; column++)
            {
                var i = At(column, row);
                vertices[i] = new Vertex
                {
                    Position = places[i],
                    Normal = normals[i],
                    Rest = _rest[i],
                    Uv = new Vector2((float)column / _columns, (float)row / _rows),
                    Openness = _openness[i],
                };
            }
        }

        return vertices;
    }

    // How much of the sky a place sees, guessed from how far its neighbours rise above it.
    private float[] Openness(Vector3[] normals)
    {
        var open = new float[_rest.Length];
        for (var row = 0; row <= _rows; row++)
        {
            for (var column = 0; column <= _columns; column++)
            {
                var i = At(column, row);
                float rise = 0;
                for (var step = 1; step <= 3; step++)
                {
                    var reach = step * Math.Max(1, _columns / 50);
                    ReadOnlySpan<int> around =
                    [
                        At(Wrap(column - reach), row), At(Wrap(column + reach), row), At(column, Math.Max(0, row - reach)),
                            At(column, Math.Min(_rows, row + reach)),
                    ];
                    foreach (var other in around)
                    {
                        var towards = _rest[other] - _rest[i];
                        rise += MathF.Max(-0.1f, Vector3.Dot(towards, normals[i]) / MathF.Max(0.05f, towards.Length())) / 12;
                    }
                }

                open[i] = Math.Clamp(1 - 1.5f * rise, 0.2f, 1);
            }
        }

        return open;
    }

    private int Wrap(int column) => (column + _columns) % _columns;

    private int At(int column, int row) => row * (_columns + 1) + column;
}
