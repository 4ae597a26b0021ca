using System.Numerics;

namespace Analytics.Synth.Rendering;

/// <summary>A pinhole camera in a world of centimetres; y points up.</summary>
internal sealed class Camera
{
    /// <summary>Nearer than this, in centimetres, nothing is drawn.</summary>
    public const float Near = 8;

    private readonly Vector3 _right;
    private readonly Vector3 _down;
    private readonly Vector3 _forward;
    private readonly Vector2 _centre;

    /// <param name="place">Where it is.</param>
    /// <param name="target">What is in the middle of its picture.</param>
    /// <param name="focal">Its focal length in pixels.</param>
    /// <param name="centre">The middle of the picture in pixels.</param>
    public Camera(Vector3 place, Vector3 target, float focal, Vector2 centre)
    {
        Place = place;
        Focal = focal;
        _centre = centre;
        _forward = Vector3.Normalize(target - place);
        _right = Vector3.Normalize(Vector3.Cross(_forward, Vector3.UnitY));
        _down = Vector3.Cross(_forward, _right);
    }

    /// <summary>Where it is.</summary>
    public Vector3 Place { get; }

    /// <summary>Its focal length in pixels.</summary>
    public float Focal { get; }

    /// <summary>Where it looks, of length 1.</summary>
    public Vector3 Forward => _forward;

    /// <summary>Pixels to the right and down, and the distance along the view.</summary>
    public Vector3 Project(Vector3 place)
    {
        var from = place - Place;
        var depth = Vector3.Dot(from, _forward);
        var scale = Focal / MathF.Max(depth, Near);
        return new Vector3(_centre.X + scale * Vector3.Dot(from, _right), _centre.Y + scale * Vector3.Dot(from, _down), depth);
    }

    /// <summary>The direction that is seen at a pixel; of length 1 along the view.</summary>
    public Vector3 Ray(float x, float y) => _forward + (x - _centre.X) / Focal * _right + (y - _centre.Y) / Focal * _down;
}
