using System.Numerics;
using Analytics.Synth.Chance;
using Analytics.Synth.People;
using Analytics.Synth.Rendering;

namespace Analytics.Synth.Heads;

/// <summary>Paints what is seen between the lids, as they are at the moment, onto the skin of the face.</summary>
internal sealed class EyePainter(SyntheticPerson person)
{
    private const float BallRadius = 1.2f;
    private readonly EyeShape _eyes = person.Head.Eyes;
    private readonly EyeLook _look = person.Eyes;
    private readonly EyeOpening _opening = new(person.Head.Eyes);

    /// <summary>The light from <paramref name="at"/> where an eye or its lashes are; elsewhere that of the skin.</summary>
    /// <param name="at">A place of the skin.</param>
    /// <param name="expression">Of the moment.</param>
    /// <param name="pose">Turns the head into the world.</param>
    /// <param name="toEye">The direction to the viewer.</param>
    /// <param name="lights">The lights.</param>
    /// <param name="skin">The light from the skin there.</param>
    public Vector3 Over(Vector3 skin, in Vertex at, in Expression expression, in Matrix4x4 pose, Vector3 toEye, LightRig lights)
    {
        var right = at.Rest.X > 0;
        var outward = MathF.Abs(at.Rest.X) - _eyes.Distance;
        var across = outward / _eyes.HalfWidth;
        if (MathF.Abs(across) > 1.25f || MathF.Abs(at.Rest.Y) > 1.4f)
        {
            return skin;
        }

        var level = at.Rest.Y - _opening.Middle(outward);
        var upper = _opening.Upper(across, right, expression.Closed);
        var lower = _opening.Lower(across, expression.Smile * 0.7f);
        // Lashes thicken towards the temple and reach a little beyond the corner.
        var lash = _look.Lashes * (0.75f + 0.5f * across) * Blend.Step(1.2f, 0.98f, across) * Blend.Step(-1.02f, -0.7f, across);
        var edge = MathF.Min(upper - level, level - lower);
        var inside = Blend.Step(-0.035f, 0.035f, edge) * Blend.Step(1.01f, 0.97f, MathF.Abs(across));
        var colour = inside > 0 ? Blend.Mix(skin, Ball(at, across, level, upper, right, expression, pose, toEye, lights), inside) : skin;
        var onLid = level - upper;
        var upperLashes = Blend.Step(-0.05f, 0.01f, onLid) * Blend.Step(lash + 0.05f, lash * 0.6f, onLid)
            * (MathF.Abs(across) < 1.2f ? 1 : 0);
        var lowerLashes = 0.45f * Blend.Bump(level - lower, 0.05f) * Blend.Step(-0.7f, 0.3f, across)
            * Blend.Step(1.05f, 0.9f, MathF.Abs(across));
        return colour * (1 - 0.9f * MathF.Min(1, MathF.Max(upperLashes * Blend.Step(0, 0.03f, lash), lowerLashes)));
    }

    private Vector3 Ball(
        in Vertex at, float across, float level, float upper, bool right, in Expression expression, in Matrix4x4 pose, Vector3 toEye,
        LightRig lights)
    {
        var (x, y) = (at.Rest.X - (right ? _eyes.Distance : -_eyes.Distance), at.Rest.Y);
        var bend = new Vector2(Math.Clamp(x / BallRadius, -0.9f, 0.9f), Math.Clamp(y / BallRadius, -0.9f, 0.9f));
        var outward = new Vector3(bend, MathF.Sqrt(MathF.Max(0.1f, 1 - bend.LengthSquared())));
        var normal = Vector3.Normalize(Vector3.TransformNormal(outward, pose));
        var (irisX, irisY) = (x - BallRadius * MathF.Sin(expression.GazeX), y - BallRadius * MathF.Sin(expression.GazeY) - 0.09f);
        var radius = MathF.Sqrt(irisX * irisX + irisY * irisY) / _look.IrisRadius;
        var white = _look.White * (1 - 0.22f * across * across)
            * Vector3.Lerp(Vector3.One, new Vector3(1, 0.80f, 0.76f), Blend.Step(0.55f, 1, MathF.Abs(across)));
        var colour = Vector3.Lerp(Iris(irisX, irisY, radius), white, Blend.Step(0.94f, 1.06f, radius));
        // The upper lid and its lashes throw a shadow.
        var shade = 1 - 0.5f * Blend.Step(0.34f, 0, upper - level);
        var lit = lights.Lit(at, Vector3.Normalize(0.6f * normal + 0.4f * at.Normal), toEye,
            new Reflectance(colour * shade, new Vector3(0.3f), 0, 1));
        var cornea = lights.Lit(at, normal, toEye, new Reflectance(Vector3.Zero, Vector3.Zero, 1.6f, 220));
        return lit + cornea * shade * (radius < 1.1f ? 1 : 0.25f);
    }

    private Vector3 Iris(float x, float y, float radius)
    {
        var rays = 0.85f + 0.35f * Noise.At(MathF.Atan2(y, x) * 5, radius * 2, person.Skin.Seed + 71);
        var colour = _look.Iris * rays * (1 - 0.75f * Blend.Step(0.72f, 1, radius)) * (1 + 0.4f * Blend.Bump(radius - 0.5f, 0.12f));
        return colour * Blend.Step(0.32f, 0.42f, radius);
    }
}
