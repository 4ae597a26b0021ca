using System.Numerics;
using Analytics.Synth.Heads;
using Analytics.Synth.Heads.Skin;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Figures;

/// <summary>How finely a head is made.</summary>
/// <param name="Columns">Of the mesh.</param>
/// <param name="Rows">Of the mesh.</param>
/// <param name="Texels">Along each side of the texture, a power of two.</param>
internal readonly record struct HeadDetail(int Columns, int Rows, int Texels)
{
    /// <summary>For faces that are looked at from close by.</summary>
    public static readonly HeadDetail Portrait = new(112, 96, 512);

    /// <summary>For faces of up to about 200 pixels.</summary>
    public static readonly HeadDetail Small = new(80, 72, 256);

    /// <summary>What suits a face that is so many pixels wide.</summary>
    public static HeadDetail For(float faceWidth) => faceWidth > 200 ? Portrait : Small;
}

/// <summary>
/// All of a head that stays the same from picture to picture: meshes and textures. Made once, then shared by all threads.
/// </summary>
internal sealed class HeadModel
{
    // The face is about 13 cm wide and takes two thirds of the texture.
    private const float TexelsAcrossFace = 0.55f;
    private static readonly Vector3 Pivot = new(0, -8.5f, -2);

    private readonly HeadMesh _mesh;
    private readonly List<SkinTexture> _textures;
    private readonly (Vertex[] Vertices, int[] Indices)? _hair;
    private readonly (Vertex[] Vertices, int[] Indices)[] _ears;
    private readonly (Vertex[] Vertices, int[] Indices)[] _glasses;
    private readonly EyePainter _eyes;
    private readonly MouthPainter _mouth;
    private readonly int _texels;

    public HeadModel(SyntheticPerson person, HeadDetail detail)
    {
        Person = person;
        _texels = detail.Texels;
        _mesh = new HeadMesh(person, detail.Columns, detail.Rows);
        _textures = [SkinTexture.Paint(person, detail.Texels)];
        for (var size = detail.Texels; size > 32; size /= 2)
        {
            _textures.Add(_textures[^1].Halved());
        }

        var warp = new FaceWarp(person.Head);
        _hair = HairShell.Build(person, detail.Columns) is { } hair ? Warped(hair, warp) : null;
        _ears = [Warped(Ears.Build(person.Head, -1), warp), Warped(Ears.Build(person.Head, 1), warp)];
        _glasses = person.Glasses is { } look ? [.. GlassesFrame.Build(person.Head, look)] : [];
        _eyes = new EyePainter(person);
        _mouth = new MouthPainter(person);
        Face = new FaceBox(person.Head);
    }

    /// <summary>Whose head it is.</summary>
    public SyntheticPerson Person { get; }

    /// <summary>Finds where the face is in a picture.</summary>
    public FaceBox Face { get; }

    /// <summary>Turns a head about its neck.</summary>
    public static Matrix4x4 Turn(HeadPose pose)
    {
        const float Radians = MathF.PI / 180;
        return Matrix4x4.CreateTranslation(-Pivot) * Matrix4x4.CreateRotationZ(-pose.Roll * Radians)
            * Matrix4x4.CreateRotationX(-pose.Pitch * Radians)
            * Matrix4x4.CreateRotationY(pose.Yaw * Radians) * Matrix4x4.CreateTranslation(Pivot);
    }

    private static (Vertex[] Vertices, int[] Indices) Warped((Vertex[] Vertices, int[] Indices) mesh, FaceWarp warp)
    {
        foreach (ref var vertex in mesh.Vertices.AsSpan())
        {
            vertex.Position = warp.Of(vertex.Position);
        }

        return mesh;
    }

    /// <summary>The head with an expression.</summary>
    /// <param name="expression">Of the moment.</param>
    /// <param name="place">From the head at rest to the world.</param>
    /// <param name="faceWidth">In pixels of the picture; chooses the texture.</param>
    public IEnumerable<Part> Parts(Expression expression, Matrix4x4 place, float faceWidth)
    {
        var level = (int)MathF.Floor(MathF.Log2(MathF.Max(1, _texels * TexelsAcrossFace / MathF.Max(8, faceWidth * 1.6f))));
        var texture = _textures[Math.Clamp(level, 0, _textures.Count - 1)];
        yield return Part.Placed(
            (_mesh.Pose(expression), _mesh.Indices), place, new SkinMaterial(texture, _eyes, _mouth, expression, place, Person.Head.Chin));
        var ears = new EarSkin(Person.Skin.Skin * new Vector3(1.02f, 0.9f, 0.9f));
        foreach (var ear in _ears)
        {
            yield return Part.Placed(ear, place, ears);
        }

        if (_hair is { } hair)
        {
            yield return Part.Placed(hair, place, new HairMaterial(Person.Hair, place));
        }

        foreach (var tube in _glasses)
        {
            yield return Part.Placed(tube, place, new FrameMaterial(Person.Glasses!.Colour));
        }
    }
}
