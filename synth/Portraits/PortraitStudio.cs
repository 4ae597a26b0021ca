using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.Figures;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;
using OpenCvSharp;

namespace Analytics.Synth.Portraits;

/// <summary>Takes pictures of one person: head and shoulders. Safe from several threads at once.</summary>
public sealed class PortraitStudio
{
    /// <summary>The smallest picture it takes, in pixels along a side.</summary>
    public const int Smallest = 64;

    /// <summary>The largest picture it takes, in pixels along a side.</summary>
    public const int Largest = 2048;

    private const float FaceShare = 0.46f;
    private const float FaceCentimetres = 13.5f;
    private const float Distance = 170;
    private readonly HeadModel _model;
    private readonly int _size;

    /// <summary>
    /// Sets up for pictures of <paramref name="size"/> × <paramref name="size"/> pixels; the face takes half of the width.
    /// </summary>
    public PortraitStudio(SyntheticPerson person, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, Smallest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Largest);
        _size = size;
        _model = new HeadModel(person, HeadDetail.For(size * FaceShare));
    }

    /// <summary>View 0 is frontal, at rest and evenly lit; the others differ in pose, expression, light and camera.</summary>
    /// <param name="view">Its number.</param>
    /// <param name="maxYaw">How far the head turns to either side, in degrees.</param>
    public Portrait Take(int view, float maxYaw)
    {
        var asked = PortraitView.Draw(_model.Person, view, maxYaw);
        var body = Matrix4x4.CreateRotationY(0.35f * asked.Pose.Yaw * MathF.PI / 180);
        var pose = asked.Pose with { Yaw = 0.65f * asked.Pose.Yaw };
        var figure = new Figure(_model, pose, asked.Expression, body, default, whole: false);
        var centre = (_size - 1) / 2f;
        var aim = figure.Centre with { Y = -1.5f };
        var camera = new Camera(aim + new Vector3(0, 0, Distance), aim, FaceShare * _size / FaceCentimetres * Distance,
            new Vector2(centre, centre));
        var tile = new Tile(0, 0, _size, _size);
        var picture = new Picture(_size, _size);
        Backdrop(picture, asked);
        picture.Over(tile, figure.Draw(camera, tile, _size > 400 ? 2 : 3, asked.Lights));
        var bgr = asked.Sensor.Develop(picture, asked.Seed);
        using var lent = Mat.FromPixelData(_size, _size, MatType.CV_8UC3, bgr);
        return new Portrait(lent.Clone(), figure.Face(camera));
    }

    private void Backdrop(Picture picture, PortraitView view)
    {
        for (var y = 0; y < _size; y++)
        {
            for (var x = 0; x < _size; x++)
            {
                var (u, v) = ((float)x / _size, (float)y / _size);
                var light = 1 + 0.35f * Noise.Cloud(u * 2.2f, v * 2.2f, view.Seed) + 0.25f * (0.5f - v);
                picture.Light[y * _size + x] = view.Backdrop * light;
            }
        }
    }
}
