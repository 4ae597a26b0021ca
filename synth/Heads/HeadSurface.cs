using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;

namespace Analytics.Synth.Heads;

/// <summary>
/// The skin of a head at rest: cross-sections that are ellipses of varying exponent, stacked along smooth curves from crown to chin,
/// with the relief of the face on top.
/// </summary>
internal sealed class HeadSurface
{
    private const float SkullFrom = 2.5f;
    private const float Axis = -0.8f;
    private readonly HeadShape _head;
    private readonly FaceRelief _relief;
    private readonly Curve _width;
    private readonly Curve _front;
    private readonly Curve _back;
    private readonly Curve _exponent;

    public HeadSurface(HeadShape head)
    {
        _head = head;
        _relief = new FaceRelief(head);
        var (chin, lips) = (head.Chin, head.LipLine);
        _width = new Curve(
            (SkullFrom, head.TempleWidth), (-1.3f, head.FaceWidth), (0.5f * lips - 0.8f, Blend.Mix(head.FaceWidth, head.JawWidth, 0.4f)),
            (lips - 0.8f, head.JawWidth), (0.4f * lips + 0.6f * chin, Blend.Mix(head.JawWidth, head.ChinWidth, 0.3f)),
            (chin + 0.7f, head.ChinWidth),
            (chin, 0.78f * head.ChinWidth), (chin - 0.4f, 0.45f * head.ChinWidth), (chin - 0.55f, 0));
        _front = new Curve(
            (SkullFrom, 8.75f + 0.3f * head.BrowRidge), (0.8f, 8.5f), (-1.6f, 8.3f), (head.NoseBase, 8.3f), (lips + 0.3f, 8.5f),
            (0.5f * (lips + chin), 8.15f + 0.4f * head.ChinForward), (chin + 1.05f, 8.25f + head.ChinForward),
            (chin + 0.25f, 7.75f + head.ChinForward),
            (chin - 0.3f, 6.7f + head.ChinForward), (chin - 0.55f, 5));
        _back = new Curve((SkullFrom, head.BackDepth), (-3, 0.93f * head.BackDepth), (-6.5f, 6.6f), (chin + 1, 2.4f), (chin - 0.55f, 0));
        _exponent = new Curve((SkullFrom, head.Flatness + 0.1f), (-2, head.Flatness), (lips, head.Flatness - 0.22f), (chin, 2.05f));
    }

    /// <summary>The height of the highest place.</summary>
    public float Top => _head.CrownHeight;

    /// <summary>The place at an angle from the front (0 front, positive to the viewer's right, ±π back) and a height.</summary>
    public Vector3 At(float angle, float y)
    {
        var (width, front, back, exponent) = Section(y);
        var (sin, cos) = MathF.SinCos(angle);
        var x = width * MathF.CopySign(MathF.Pow(MathF.Abs(sin), 2 / exponent), sin);
        if (cos < 0)
        {
            var z = Axis - (back + Axis) * MathF.Pow(-cos, 2 / 2.2f);
            return Raised(new Vector3(x, y, z), front);
        }

        var forward = Axis + (front - Axis) * MathF.Pow(cos, 2 / exponent);
        // The relief points forward in the middle and outward on the cheeks; it fades towards the ears.
        var relief = _relief.At(x, y) * Blend.Step(0, 0.35f, cos);
        var outward = MathF.Abs(x) > 3 ? 0.4f * Blend.Step(3, 6, MathF.Abs(x)) * MathF.Sign(x) : 0;
        return Raised(new Vector3(x + outward * relief, y, forward + relief), front);
    }

    /// <summary>The place of the face that lies, seen from the front, at <paramref name="x"/> and <paramref name="y"/>.</summary>
    public Vector3 Facing(float x, float y)
    {
        var (width, _, _, exponent) = Section(y);
        var sin = MathF.Pow(MathF.Min(1, MathF.Abs(x) / MathF.Max(width, 0.01f)), exponent / 2);
        return At(MathF.CopySign(MathF.Asin(sin), x), y);
    }

    // The line of the jaw rises towards the ears.
    private Vector3 Raised(Vector3 place, float front)
    {
        var low = Blend.Step(_head.LipLine + 0.8f, _head.Chin + 0.2f, place.Y);
        return low <= 0
            ? place
            : place with { Y = place.Y + _head.JawRise * low * Math.Clamp((front - 1.2f - place.Z) / front, 0, 1.3f) };
    }

    private (float Width, float Front, float Back, float Exponent) Section(float y)
    {
        if (y <= SkullFrom)
        {
            return (_width.At(y), _front.At(y), _back.At(y), _exponent.At(y));
        }

        var up = Math.Clamp((y - SkullFrom) / (_head.CrownHeight - SkullFrom), 0, 1);
        var arch = MathF.Pow(1 - MathF.Pow(up, 2.4f), 1 / 2.1f);
        var brow = Axis + (_front.At(SkullFrom) - Axis) * MathF.Pow(arch, 0.92f);
        return (_width.At(SkullFrom) * arch, brow, -Axis + (_back.At(SkullFrom) + Axis) * arch,
            Blend.Mix(2.05f, _exponent.At(SkullFrom), arch));
    }
}
