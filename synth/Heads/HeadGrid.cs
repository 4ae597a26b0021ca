using Analytics.Synth.People;

namespace Analytics.Synth.Heads;

/// <summary>
/// How a rectangle is laid around a head: across from the back over the front to the back, down from crown to chin. The face gets most
/// of it. The same rectangle carries the mesh and the texture.
/// </summary>
internal static class HeadGrid
{
    private const float FrontShare = 0.37f;

    /// <summary>The angle from the front at <paramref name="across"/>, 0 to 1.</summary>
    public static float Angle(float across)
    {
        var from = across - 0.5f;
        var share = MathF.Abs(from) / FrontShare;
        var angle = share <= 1
            ? MathF.PI / 2 * share * (0.78f + 0.22f * share * share)
            : MathF.PI / 2 * (1 + (share - 1) * FrontShare / (0.5f - FrontShare));
        return MathF.CopySign(MathF.Min(angle, MathF.PI), from);
    }

    /// <summary>The height at <paramref name="down"/>, 0 crown to 1 below the chin.</summary>
    public static float Height(HeadShape head, float down)
    {
        const float Forehead = 5.5f;
        ReadOnlySpan<(float Down, float Height)> marks =
        [
            (0.17f, Forehead), (0.27f, 2.3f), (0.43f, -1.3f), (0.57f, head.NoseTip + 0.5f), (0.65f, head.NoseBase - 0.2f),
            (0.83f, head.LipLine - 1.5f),
            (0.94f, head.Chin + 0.4f), (1, head.Chin - 0.549f),
        ];
        if (down < marks[0].Down)
        {
            return head.CrownHeight - (head.CrownHeight - Forehead) * MathF.Pow(down / marks[0].Down, 1.7f);
        }

        var i = 1;
        while (i < marks.Length - 1 && down > marks[i].Down)
        {
            i++;
        }

        var share = (down - marks[i - 1].Down) / (marks[i].Down - marks[i - 1].Down);
        return marks[i - 1].Height + (marks[i].Height - marks[i - 1].Height) * MathF.Min(share, 1);
    }
}
