using System.Numerics;
using Analytics.Synth.Heads;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Figures;

/// <summary>Neck, trunk and limbs below a head: tubes. The origin is that of the head at rest; y points up.</summary>
internal sealed class Body(SyntheticPerson person)
{
    private const float Axis = -3.4f;
    private readonly Wardrobe _wardrobe = person.Wardrobe;
    private readonly Cloth _shirt = new(person.Wardrobe.Top, person.Wardrobe.Second, person.Wardrobe.Pattern, person.Skin.Seed);
    private readonly Cloth _trousers = new(person.Wardrobe.Trousers, default, ClothPattern.Plain, person.Skin.Seed + 1);
    private readonly Cloth _shoes = new(person.Wardrobe.Shoes, default, ClothPattern.Plain, person.Skin.Seed + 2);
    private readonly PlainSkin _skin = new(person.Skin.Skin * new Vector3(0.94f, 0.9f, 0.88f));

    /// <summary>The eyes above the floor, in centimetres.</summary>
    public float EyeHeight => _wardrobe.Height - person.Head.CrownHeight;

    /// <summary>The body below a head.</summary>
    /// <param name="head">From the head at rest to the world.</param>
    /// <param name="place">From the body to the world.</param>
    /// <param name="stride">The moment of walking.</param>
    /// <param name="whole">Whether legs are wanted.</param>
    public IEnumerable<Part> Parts(Matrix4x4 head, Matrix4x4 place, Stride stride, bool whole)
    {
        yield return Neck(head, place);
        yield return Part.Placed(Trunk(), place, _shirt);
        foreach (var side in (int[])[-1, 1])
        {
            foreach (var part in Arm(side, place, stride))
            {
                yield return part;
            }

            if (whole)
            {
                foreach (var part in Leg(side, place, stride))
                {
                    yield return part;
                }
            }
        }
    }

    // Height above the floor, as a share of the person, to the height of the head's system.
    private float Level(float share) => share * _wardrobe.Height - EyeHeight;

    private Part Neck(Matrix4x4 head, Matrix4x4 place)
    {
        var width = person.Head.NeckWidth;
        // The top goes with the head, the foot with the body.
        var top = Vector3.Transform(new Vector3(0, -4.5f, -2.4f), head);
        var chin = Vector3.Transform(new Vector3(0, person.Head.Chin + 0.8f, -2.6f), head);
        Vector3 Down(float y, float z) => Vector3.Transform(new Vector3(0, y, z), place);
        var foot = Level(0.85f);
        var mesh = Tube.Build(
            [
                new(top, width * 0.97f), new(chin, width, 1.02f), new(Vector3.Lerp(chin, Down(foot, Axis), 0.6f), width * 1.03f),
                new(Down(foot, Axis - 0.4f), width * 1.3f), new(Down(foot - 4, Axis - 0.6f), width * 1.9f, 0.8f),
                new(Down(foot - 12, Axis), width * 2.2f, 0.75f),
            ],
            28);
        for (var i = 0; i < mesh.Vertices.Length; i++)
        {
            // Under the chin it is dark.
            mesh.Vertices[i].Openness = i < 2 * 29 ? 0.4f : i < 3 * 29 ? 0.75f : 1;
        }

        return new Part(mesh.Vertices, mesh.Indices, _skin);
    }

    private (Vertex[] Vertices, int[] Indices) Trunk()
    {
        var (b, open) = (_wardrobe.Build, _wardrobe.Neckline);
        var collar = Level(0.85f) - 0.6f - open;
        TubePoint At(float y, float halfWidth, float flat) => new(new Vector3(0, y, Axis), halfWidth, flat);
        var neck = person.Head.NeckWidth * 1.28f;
        return Tube.Build(
            [
                At(collar + 0.5f, neck + 0.35f * open, 1), At(collar - 0.4f, neck + 0.8f + 0.4f * open, 1),
                At(Level(0.834f) - 0.6f * open, 12.5f * b, 0.62f), At(Level(0.82f), 17 * b, 0.52f), At(Level(0.803f), 19.3f * b, 0.5f),
                At(Level(0.76f), 19.6f * b, 0.54f), At(Level(0.7f), 17.4f * b, 0.66f), At(Level(0.61f), 15.4f * b, 0.68f),
                At(Level(0.54f), 16.8f * b, 0.66f), At(Level(0.475f), 17.2f * b, 0.66f),
            ],
            36);
    }

    private IEnumerable<Part> Arm(int side, Matrix4x4 place, Stride stride)
    {
        var b = _wardrobe.Build;
        var shoulder = new Vector3(side * 17 * b, Level(0.79f), Axis);
        var swing = stride.Arm(side);
        var upper = 0.17f * _wardrobe.Height;
        var elbow = shoulder + upper * new Vector3(side * 0.14f, -MathF.Cos(swing), MathF.Sin(swing));
        var bent = swing + 0.25f;
        var wrist = elbow + 0.145f * _wardrobe.Height * new Vector3(-side * 0.02f, -MathF.Cos(bent), MathF.Sin(bent));
        var hand = wrist + 0.5f * (wrist - elbow) * 0.7f;
        var sleeve = Tube.Build(
            [
                new(shoulder + new Vector3(-side * 5, 2, 0), 2.4f), new(shoulder + new Vector3(side, 0, 0), 5.2f * b),
                new(Vector3.Lerp(shoulder, elbow, 0.4f), 5 * b),
                new(elbow, 4.4f * b), new(wrist, 3.3f),
            ],
            14);
        yield return Part.Placed(sleeve, place, _shirt);
        var fist = Tube.Build(
            [new(wrist, 2.4f), new(Vector3.Lerp(wrist, hand, 0.5f), 3.6f, 0.6f), new(hand, 2.2f, 0.6f),
                new(hand + (hand - wrist) * 0.1f, 0.2f)], 10);
        yield return Part.Placed(fist, place, _skin);
    }

    private IEnumerable<Part> Leg(int side, Matrix4x4 place, Stride stride)
    {
        var hip = new Vector3(side * 8.4f * _wardrobe.Build, Level(0.5f), Axis);
        var (swing, bend) = (stride.Leg(side), stride.Knee(side));
        var knee = hip + 0.235f * _wardrobe.Height * new Vector3(0, -MathF.Cos(swing), MathF.Sin(swing));
        var shin = swing - bend;
        var ankle = knee + 0.225f * _wardrobe.Height * new Vector3(0, -MathF.Cos(shin), MathF.Sin(shin));
        var toe = ankle + new Vector3(side * 1.5f, -5, 14);
        Vector3 Up(float y, float z = 0) => new(0, y, z);
        var leg = Tube.Build(
            [new(hip + Up(3), 7.2f), new(hip - Up(4), 8.8f * _wardrobe.Build), new(knee, 6.6f), new(ankle, 4.9f),
                new(ankle + Up(-3), 4.8f)], 14);
        yield return Part.Placed(leg, place, _trousers);
        var shoe = Tube.Build([new(ankle + Up(-2, -5), 3.6f), new(ankle + Up(-3.5f), 4.4f), new(toe, 3.9f, 0.7f),
            new(toe + Up(-0.5f, 3), 1)], 10);
        yield return Part.Placed(shoe, place, _shoes);
    }
}
