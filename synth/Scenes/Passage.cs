using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.Figures;
using Analytics.Synth.Heads;

namespace Analytics.Synth.Scenes;

/// <summary>One person walks once towards a camera and past it.</summary>
internal sealed class Passage
{
    private const float Nearest = 90;
    private const float StrideLength = 145;
    private readonly float _speed;
    private readonly float _farX;
    private readonly float _nearX;
    private readonly float _farZ;
    private readonly float _height;
    private readonly float _glanceAt;
    private readonly float _glance;
    private readonly float _nod;
    private readonly float _smile;
    private readonly int _seed;

    /// <param name="person">Index of the person.</param>
    /// <param name="start">Seconds from the beginning of the scene.</param>
    /// <param name="lane">Sideways, centimetres from the middle.</param>
    /// <param name="far">How far away it begins, in centimetres.</param>
    /// <param name="height">Of the eyes above the floor, in centimetres.</param>
    /// <param name="speed">Centimetres a second; people of a group have the same.</param>
    /// <param name="dice">Decides the rest.</param>
    public Passage(int person, float start, float lane, float far, float height, float speed, Dice dice)
    {
        (Person, Start, _height, _speed, _farZ) = (person, start, height, speed, -far);
        _nearX = lane;
        _farX = 1.5f * lane + dice.Normal(0, 25);
        _seed = dice.Whole();
        _nod = dice.Normal(-2, 3);
        _smile = dice.Chance(0.25f) ? dice.Uniform(0.2f, 0.7f) : 0;
        _glanceAt = dice.Uniform(0.2f, 0.9f);
        _glance = dice.Chance(0.3f) ? dice.Uniform(-38, 38) : 0;
    }

    /// <summary>Index of the person.</summary>
    public int Person { get; }

    /// <summary>When it begins, in seconds.</summary>
    public float Start { get; }

    /// <summary>When it ends, in seconds.</summary>
    public float End => Start + (-_farZ - Nearest) / _speed;

    /// <summary>The person at <paramref name="time"/>, in seconds; none before and after.</summary>
    public Figure? At(float time, HeadModel model)
    {
        var since = time - Start;
        if (since < 0 || time > End)
        {
            return null;
        }

        var walked = since * _speed;
        var share = walked / (-_farZ - Nearest);
        var stride = new Stride(walked / StrideLength % 1, 1);
        var x = Blend.Mix(_farX, _nearX, Blend.Step(0, 1, share)) + 2 * MathF.Sin(2 * MathF.PI * stride.Phase);
        var heading = MathF.Atan2(_nearX - _farX, -_farZ - Nearest) + 0.03f * MathF.Sin(2 * MathF.PI * stride.Phase);
        var place = Matrix4x4.CreateRotationY(heading) * Matrix4x4.CreateTranslation(x, _height + stride.Bob, _farZ + walked);
        var glance = _glance * Blend.Bump(share - _glanceAt, 0.07f);
        var pose = new HeadPose(
            7 * Noise.At(time * 0.6f, 0, _seed) + glance - heading * 40, _nod + 4 * Noise.At(time * 0.8f, 3, _seed),
            3 * Noise.At(time * 0.5f, 6, _seed));
        var expression = new Expression
        {
            Smile = _smile,
            MouthOpen = MathF.Max(0, 0.5f * Noise.At(time * 1.6f, 9, _seed) - 0.2f),
            Closed = 0.1f + 0.9f * Blend.Bump((time + _seed % 7) % 3.1f - 1, 0.05f),
            Brows = 0.3f * Noise.At(time * 0.4f, 12, _seed),
            GazeX = 0.2f * Noise.At(time * 0.7f, 15, _seed) + glance * 0.004f,
            GazeY = 0.06f * Noise.At(time * 0.7f, 18, _seed),
        };
        return new Figure(model, pose, expression, place, stride, whole: true);
    }
}
