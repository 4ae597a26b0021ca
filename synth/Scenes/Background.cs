using System.Numerics;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Scenes;

/// <summary>The picture of an empty place, ready for frames: light, levels before noise, distance.</summary>
internal sealed class Background(PlaceView view, Sensor sensor)
{
    /// <summary>Linear RGB.</summary>
    public Vector3[] Light { get; } = view.Picture.Light;

    /// <summary>Levels of the sensor before noise.</summary>
    public Vector3[] Levels { get; } = Array.ConvertAll(view.Picture.Light, sensor.Levels);

    /// <summary>The distance along the view in centimetres.</summary>
    public float[] Depth { get; } = view.Depth;
}
