using System.Numerics;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Heads;

/// <summary>Glasses: two rims, a bridge and two temples, all of them tubes.</summary>
internal static class GlassesFrame
{
    private const int Steps = 28;

    /// <summary>The meshes.</summary>
    public static IEnumerable<(Vertex[] Vertices, int[] Indices)> Build(HeadShape head, GlassesLook look)
    {
        var surface = new HeadSurface(head);
        // Glasses do not bend with the face: they sit where the eyes went.
        var warp = new FaceWarp(head);
        var (left, right) = (warp.Of(surface.Facing(-head.Eyes.Distance, 0)), warp.Of(surface.Facing(head.Eyes.Distance, 0)));
        var (aside, up) = ((left.X + right.X) / 2, (left.Y + right.Y) / 2);
        var bridge = surface.Facing(0, 0.2f).Z + 0.15f;
        foreach (var side in (int[])[-1, 1])
        {
            var middle = new Vector3(aside + side * (look.HalfWidth + 0.75f), up - 0.35f, 0);
            Vector3 Rim(float angle)
            {
                var (sin, cos) = MathF.SinCos(angle);
                var x = middle.X + look.HalfWidth * Rounded(cos, look.Squareness);
                return new Vector3(x, middle.Y + look.HalfHeight * Rounded(sin, look.Squareness), Front(x));
            }

            yield return Tube.Build([.. Enumerable.Range(0,
                Steps + 1).Select(i => new TubePoint(Rim(2 * MathF.PI * i / Steps), look.Rim))], 6);
            var outer = middle.X + side * look.HalfWidth;
            var ear = surface.At(side * 1.7f, 0.9f);
            yield return Tube.Build(
                [
                    new(new Vector3(outer, up + 0.4f, Front(outer)), look.Rim * 1.2f),
                    new(new Vector3(ear.X + side * 0.35f, 0.7f, 3.5f), look.Rim),
                    new(new Vector3(ear.X + side * 0.3f, 0.6f, ear.Z), look.Rim),
                ],
                6);
        }

        yield return Tube.Build(
            [
                new(new Vector3(aside - 0.85f, up + 0.1f, Front(0.85f)), look.Rim),
                new(new Vector3(aside, up + 0.35f, bridge + 0.2f), look.Rim),
                new(new Vector3(aside + 0.85f, up + 0.1f, Front(0.85f)), look.Rim),
            ],
            6);

        float Front(float x) => MathF.Max(bridge, surface.Facing(0, 0.2f).Z) - 0.045f * x * x + 0.25f;
    }

    private static float Rounded(float part, float squareness) => MathF.CopySign(MathF.Pow(MathF.Abs(part), 2 / squareness), part);
}

/// <summary>Plastic or metal.</summary>
/// <param name="colour">Linear RGB.</param>
internal sealed class FrameMaterial(Vector3 colour) : Material
{
    /// <inheritdoc/>
    public override Vector3 Shade(in Vertex at, Vector3 toEye, LightRig lights) =>
        lights.Lit(at, at.Normal, toEye, new Reflectance(colour, Vector3.Zero, 0.5f, 40));
}
