using Analytics.Synth.Chance;

namespace Analytics.Synth.People;

/// <summary>
/// Draws heads. Means and deviations follow anthropometry (Farkas, "Anthropometry of the head and face", 1994) where it has the
/// length; sex, weight and age move what they move in people.
/// </summary>
internal static class HeadShapes
{
    public static HeadShape Draw(Dice dice, Character who)
    {
        var (sex, weight, years) = (who.Sex, who.Weight, who.Years);
        // Long and narrow or short and broad; light and heavy jaws.
        var (narrow, jaw, skull) = (dice.Normal(), dice.Normal(), dice.Normal());
        var width = 6.85f + who.Of(-0.1f, -0.15f, 0.35f, 0) + 0.22f * sex + 0.12f * weight - 0.26f * narrow + dice.Normal(0, 0.208f);
        var jawShare = 0.86f + 0.05f * sex + 0.030f * weight + 0.045f * jaw + dice.Normal(0, 0.026f);
        var chinShare = 0.56f + 0.06f * sex + 0.035f * jaw + dice.Normal(0, 0.058f);
        return new HeadShape
        {
            FaceLength = 11.2f + who.Of(0.1f, 0, -0.15f, 0.1f) + 0.5f * sex + 0.38f * narrow + dice.Normal(0, 0.455f),
            FaceWidth = width,
            JawWidth = width * Math.Clamp(jawShare, 0.7f, 1),
            ChinWidth = width * Math.Clamp(chinShare, 0.4f, 0.76f),
            TempleWidth = 7.15f - 0.12f * narrow + 0.2f * skull + dice.Normal(0, 0.156f),
            CrownHeight = 11.4f + 0.2f * narrow + dice.Normal(0, 0.52f),
            BackDepth = 9.7f + 0.3f * sex + 0.4f * skull,
            Forehead = who.Of(0, 0.2f, 0.05f, -0.1f) - 0.22f * sex + dice.Normal(0, 0.39f),
            BrowRidge = 0.16f + who.Of(0.1f, -0.05f, -0.15f, 0.15f) + 0.3f * sex + dice.Normal(0, 0.195f),
            Cheekbones = 0.2f + who.Of(0, 0.05f, 0.35f, 0) + dice.Normal(0, 0.312f),
            CheekFullness = 0.02f + 0.3f * weight - 0.16f * years + dice.Normal(0, 0.286f),
            ChinForward = 0.12f * sex + who.Of(0.15f, -0.2f, -0.1f, 0.05f) + dice.Normal(0, 0.442f),
            ChinCleft = dice.Chance(0.1f + 0.12f * who.Masculinity) ? dice.Uniform(0.15f, 0.35f) : 0,
            JawRise = 2.8f - 0.3f * sex + dice.Normal(0, 0.65f),
            Flatness = 2.2f + who.Of(-0.05f, 0, 0.3f, -0.05f) + dice.Normal(0, 0.182f),
            Nose = Nose(dice.Fork("nose"), who),
            Eyes = Eyes(dice.Fork("eyes"), who),
            Mouth = Mouth(dice.Fork("mouth"), who),
            EarHeight = 6.0f + 0.25f * sex + 0.5f * years + dice.Normal(0, 0.455f),
            EarAngle = Math.Clamp(0.5f + dice.Normal(0, 0.26f), 0.15f, 1),
            Seed = dice.Fork("own").Whole(),
            NeckWidth = 5.0f + 0.7f * sex + 0.3f * weight,
        };
    }

    private static NoseShape Nose(Dice dice, Character who)
    {
        // A broad nose has a low bridge and a wide, low tip more often than not.
        var broad = 0.8f * dice.Normal() + who.Of(-0.6f, 1.3f, 0.5f, -0.3f);
        return new NoseShape(
            Length: 4.7f + who.Of(0, -0.05f, -0.15f, 0.3f) + 0.16f * who.Sex + 0.25f * who.Years + dice.Normal(0, 0.504f),
            Width: Math.Clamp(3.4f + 0.2f * who.Sex + 0.38f * broad + dice.Normal(0, 0.168f), 2.5f, 5),
            Bridge: Math.Clamp(0.55f + who.Of(0.15f, -0.1f, -0.3f, 0.3f) - 0.1f * broad + 0.08f * who.Sex + dice.Normal(0, 0.224f), 0.05f,
                1.3f),
            BridgeWidth: Math.Clamp(0.78f + 0.1f * broad + dice.Normal(0, 0.14f), 0.5f, 1.2f),
            Tip: Math.Clamp(2.05f + who.Of(0.1f, -0.15f, -0.25f, 0.35f) - 0.08f * broad + 0.08f * who.Sex + dice.Normal(0, 0.364f), 1.2f,
                3.1f),
            TipWidth: Math.Clamp(0.86f + 0.11f * broad + dice.Normal(0, 0.154f), 0.55f, 1.3f),
            Lift: dice.Normal(0.25f + who.Of(0.05f, 0.05f, 0.05f, -0.2f) - 0.1f * who.Sex - 0.15f * who.Years, 0.28f),
            Hump: dice.Normal(who.Of(0.02f, -0.08f, -0.1f, 0.28f) + 0.06f * who.Sex, 0.252f),
            Bend: dice.Normal(0, 0.112f),
            Sharpness: dice.Uniform(1.3f, 2.8f),
            Flare: dice.Uniform(0, 1),
            Nostrils: dice.Uniform(0.1f, 1));
    }

    private static EyeShape Eyes(Dice dice, Character who)
    {
        var single = dice.Chance(0.05f + 0.75f * who.Kin.Z); // an upper lid without a fold
        return new EyeShape(
            Distance: 3.15f + 0.04f * who.Sex + dice.Normal(0, 0.3f),
            HalfWidth: Math.Clamp(1.46f + dice.Normal(0, 0.162f), 1.15f, 1.8f),
            Opening: Math.Clamp((single ? 0.76f : 1) + who.Of(0, 0.08f, -0.06f, 0.04f) - 0.08f * who.Sex - 0.2f * who.Years
                + dice.Normal(0, 0.189f), 0.74f, 1.45f),
            Tilt: (single ? 0.13f : 0.04f) - 0.04f * who.Sex - 0.1f * who.Years + dice.Normal(0, 0.101f),
            Roundness: Math.Clamp(2.2f + dice.Normal(0, 0.472f), 1.5f, 3.2f),
            Peak: dice.Normal(-0.08f, 0.189f),
            Depth: 0.75f + who.Of(0.25f, -0.15f, -0.45f, 0.15f) + 0.15f * who.Sex + dice.Normal(0, 0.297f),
            Crease: Math.Clamp(0.36f - 0.08f * who.Sex + dice.Normal(0, 0.162f), 0.12f, 0.7f),
            CreaseDepth: single ? 0.1f : Math.Clamp(0.7f + dice.Normal(0, 0.338f), 0.25f, 1),
            Bags: Math.Clamp(0.08f + 0.5f * who.Years + dice.Normal(0, 0.297f), 0, 1),
            Unevenness: dice.Normal(0, 0.047f));
    }

    private static MouthShape Mouth(Dice dice, Character who)
    {
        var full = dice.Normal() + who.Of(-0.6f, 2, 0.1f, 0) - 0.4f * who.Sex - 1.1f * who.Years;
        return new MouthShape(
            Drop: 2.25f + 0.12f * who.Sex + 0.15f * who.Years + dice.Normal(0, 0.324f),
            HalfWidth: Math.Clamp(2.5f + 0.1f * who.Sex + dice.Normal(0, 0.324f), 1.9f, 3.2f),
            Upper: Math.Clamp(0.68f + 0.2f * full + dice.Normal(0, 0.095f), 0.22f, 1.3f),
            Lower: Math.Clamp(0.92f + 0.2f * full + dice.Normal(0, 0.108f), 0.4f, 1.6f),
            Forward: Math.Clamp(0.25f + who.Of(-0.1f, 0.3f, 0, 0) + 0.08f * full + dice.Normal(0, 0.162f), 0, 0.9f),
            Bow: Math.Clamp(0.15f + dice.Normal(0, 0.121f), 0, 0.42f),
            Corners: dice.Normal(-0.05f * who.Years, 0.162f),
            Slant: dice.Normal(0, 0.027f),
            Philtrum: Math.Clamp(0.09f + dice.Normal(0, 0.054f), 0, 0.2f));
    }
}
