using System.Numerics;
using Analytics.Synth.Heads;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Figures;

/// <summary>A person at one moment at one place.</summary>
/// <param name="model">The head.</param>
/// <param name="pose">How the head is held, against the body.</param>
/// <param name="expression">Of the face.</param>
/// <param name="place">From the body to the world.</param>
/// <param name="stride">The moment of walking.</param>
/// <param name="whole">Whether legs are wanted.</param>
internal sealed class Figure(HeadModel model, HeadPose pose, Expression expression, Matrix4x4 place, Stride stride, bool whole)
{
    private const float ShadowRadius = 24;
    private const float Degrees = 180 / MathF.PI;
    private readonly Matrix4x4 _head = HeadModel.Turn(pose) * place;

    /// <summary>The middle of the head in the world.</summary>
    public Vector3 Centre => Vector3.Transform(Vector3.Zero, _head);

    /// <summary>The face as <paramref name="camera"/> would see it if nothing stood before it.</summary>
    public FaceTruth Face(Camera camera)
    {
        var (box, points) = model.Face.Seen(expression, _head, camera);
        return new FaceTruth(model.Person.Id, box, points, 1, Seen(camera));
    }

    /// <summary>Draws it. The layer has the face's share of each pixel.</summary>
    /// <param name="camera">Sees it.</param>
    /// <param name="tile">The part of the picture.</param>
    /// <param name="samples">Along each side of a pixel.</param>
    /// <param name="lights">Those of the place; the figure throws shadows onto itself.</param>
    public LayerPixel[] Draw(Camera camera, Tile tile, int samples, LightRig lights)
    {
        var faceWidth = 13.5f * camera.Focal / MathF.Max(Camera.Near, Vector3.Dot(Centre - camera.Place, camera.Forward));
        var parts = model.Parts(expression, _head, faceWidth).Concat(new Body(model.Person).Parts(_head, place, stride, whole)).ToList();
        var shadows = new ShadowMap(lights.Key.From, Centre - new Vector3(0, 5, 0), ShadowRadius);
        var layer = new Layer(camera, tile, samples);
        foreach (var part in parts)
        {
            shadows.Draw(part.Vertices, part.Indices);
            layer.Draw(part.Vertices, part.Indices, part.Material);
        }

        return layer.Resolve(lights with { Shadows = shadows });
    }

    // Against the line of sight: a head that looks into the camera has 0, wherever it is in the picture.
    private HeadPose Seen(Camera camera)
    {
        var towards = Vector3.Normalize(camera.Place - Centre);
        var right = Vector3.Normalize(Vector3.Cross(Vector3.UnitY, towards));
        var up = Vector3.Cross(towards, right);
        Vector3 Turned(Vector3 axis)
        {
            var turned = Vector3.TransformNormal(axis, _head);
            return new Vector3(Vector3.Dot(turned, right), Vector3.Dot(turned, up), Vector3.Dot(turned, towards));
        }

        var (ahead, across, above) = (Turned(Vector3.UnitZ), Turned(Vector3.UnitX), Turned(Vector3.UnitY));
        return new HeadPose(
            Degrees * MathF.Atan2(ahead.X, ahead.Z), Degrees * MathF.Asin(Math.Clamp(ahead.Y, -1, 1)),
            Degrees * MathF.Atan2(-across.Y, above.Y));
    }
}
