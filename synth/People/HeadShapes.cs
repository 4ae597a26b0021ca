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
        var width = 6.85f + 0.18f * sex + 0.12f * weight - 0.26f * narrow + dice.Normal(0, 0.16f);
        var jawShare = 0.80f + 0.030f * sex + 0.030f * weight + 0.045f * jaw + dice.Normal(0, 0.02f);
        var chinShare = 0.40f + 0.035f * sex + 0.035f * jaw + dice.Normal(0, 0.045f);
        return new HeadShape
        {
            FaceLength = 11.2f + 0.42f * sex + 0.38f * narrow + dice.Normal(0, 0.35f),
            FaceWidth = width,
            JawWidth = width * Math.Clamp(jawShare, 0.66f, 0.95f),
            ChinWidth = width * Math.Clamp(chinShare, 0.26f, 0.58f),
            TempleWidth = 7.15f - 0.12f * narrow + 0.2f * skull + dice.Normal(0, 0.12f),
            CrownHeight = 11.4f + 0.2f * narrow + dice.Normal(0, 0.4f),
            BackDepth = 9.7f + 0.3f * sex + 0.4f * skull,
            Forehead = -0.14f * sex + dice.Normal(0, 0.3f),
            BrowRidge = 0.16f + 0.2f * sex + dice.Normal(0, 0.15f),
            Cheekbones = 0.25f + dice.Normal(0, 0.24f),
            CheekFullness = 0.02f + 0.3f * weight - 0.16f * years + dice.Normal(0, 0.22f),
            ChinForward = 0.1f * sex + dice.Normal(0, 0.34f),
            ChinCleft = dice.Chance(0.1f + 0.12f * who.Masculinity) ? dice.Uniform(0.15f, 0.35f) : 0,
            JawRise = 2.8f - 0.3f * sex + dice.Normal(0, 0.5f),
            Flatness = 2.25f + dice.Normal(0, 0.14f),
            Nose = Nose(dice.Fork("nose"), who),
            Eyes = Eyes(dice.Fork("eyes"), who),
            Mouth = Mouth(dice.Fork("mouth"), who),
            EarHeight = 6.0f + 0.25f * sex + 0.5f * years + dice.Normal(0, 0.35f),
            EarAngle = Math.Clamp(0.5f + dice.Normal(0, 0.2f), 0.15f, 1),
            NeckWidth = 5.3f + 0.7f * sex + 0.3f * weight,
        };
    }

    private static NoseShape Nose(Dice dice, Character who)
    {
        // A broad nose has a low bridge and a wide, low tip more often than not.
        var broad = dice.Normal() + 0.5f * (who.Melanin - 0.5f);
        return new NoseShape(
            Length: 4.75f + 0.12f * who.Sex + 0.2f * who.Years + dice.Normal(0, 0.36f),
            Width: Math.Clamp(3.45f + 0.16f * who.Sex + 0.36f * broad + dice.Normal(0, 0.12f), 2.6f, 4.8f),
            Bridge: Math.Clamp(0.55f - 0.16f * broad + 0.06f * who.Sex + dice.Normal(0, 0.16f), 0.1f, 1.1f),
            BridgeWidth: Math.Clamp(0.78f + 0.1f * broad + dice.Normal(0, 0.1f), 0.5f, 1.2f),
            Tip: Math.Clamp(2.05f - 0.14f * broad + dice.Normal(0, 0.26f), 1.3f, 2.9f),
            TipWidth: Math.Clamp(0.86f + 0.11f * broad + dice.Normal(0, 0.11f), 0.55f, 1.3f),
            Lift: dice.Normal(0.22f - 0.08f * who.Sex - 0.12f * who.Years, 0.2f),
            Hump: dice.Normal(0.03f + 0.05f * who.Sex, 0.18f),
            Bend: dice.Normal(0, 0.08f));
    }

    private static EyeShape Eyes(Dice dice, Character who)
    {
        var single = dice.Chance(0.22f); // an upper lid without a fold
        return new EyeShape(
            Distance: 3.15f + 0.04f * who.Sex + dice.Normal(0, 0.2f),
            HalfWidth: Math.Clamp(1.46f + dice.Normal(0, 0.12f), 1.15f, 1.8f),
            Opening: Math.Clamp((single ? 0.84f : 1.04f) - 0.06f * who.Sex - 0.14f * who.Years + dice.Normal(0, 0.14f), 0.6f, 1.45f),
            Tilt: (single ? 0.12f : 0.05f) - 0.08f * who.Years + dice.Normal(0, 0.075f),
            Roundness: Math.Clamp(2.2f + dice.Normal(0, 0.35f), 1.5f, 3.2f),
            Peak: dice.Normal(-0.08f, 0.14f),
            Depth: 0.75f + 0.12f * who.Sex + dice.Normal(0, 0.22f),
            Crease: Math.Clamp(0.36f - 0.08f * who.Sex + dice.Normal(0, 0.12f), 0.12f, 0.7f),
            CreaseDepth: single ? 0.1f : Math.Clamp(0.7f + dice.Normal(0, 0.25f), 0.25f, 1),
            Bags: Math.Clamp(0.08f + 0.5f * who.Years + dice.Normal(0, 0.22f), 0, 1),
            Unevenness: dice.Normal(0, 0.035f));
    }

    private static MouthShape Mouth(Dice dice, Character who)
    {
        var full = dice.Normal() - 0.3f * who.Sex + 0.6f * (who.Melanin - 0.4f) - 0.9f * who.Years;
        return new MouthShape(
            Drop: 2.25f + 0.12f * who.Sex + 0.15f * who.Years + dice.Normal(0, 0.24f),
            HalfWidth: Math.Clamp(2.5f + 0.1f * who.Sex + dice.Normal(0, 0.24f), 1.9f, 3.2f),
            Upper: Math.Clamp(0.68f + 0.2f * full + dice.Normal(0, 0.07f), 0.22f, 1.3f),
            Lower: Math.Clamp(0.92f + 0.2f * full + dice.Normal(0, 0.08f), 0.4f, 1.6f),
            Forward: Math.Clamp(0.3f + 0.13f * full + dice.Normal(0, 0.12f), 0, 0.9f),
            Bow: Math.Clamp(0.15f + dice.Normal(0, 0.09f), 0, 0.42f),
            Corners: dice.Normal(-0.05f * who.Years, 0.12f),
            Slant: dice.Normal(0, 0.02f),
            Philtrum: Math.Clamp(0.09f + dice.Normal(0, 0.04f), 0, 0.2f));
    }
}
