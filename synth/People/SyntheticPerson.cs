using Analytics.Synth.Chance;

namespace Analytics.Synth.People;

/// <summary>Somebody who does not exist.</summary>
public sealed class SyntheticPerson
{
    private SyntheticPerson(long seed, int index, string name)
    {
        Id = $"p{index + 1:0000}";
        Name = name;
        var dice = Dice.Of(seed, "person", index);
        Character = Character.Draw(dice.Fork("character"));
        Head = HeadShapes.Draw(dice.Fork("head"), Character);
        Skin = Complexion.Draw(dice.Fork("skin"), Character);
        Hair = HairLook.Draw(dice.Fork("hair"), Character);
        Brows = BrowLook.Draw(dice.Fork("brows"), Character, Hair);
        Beard = BeardLook.Draw(dice.Fork("beard"), Character, Hair);
        Eyes = EyeLook.Draw(dice.Fork("eyes"), Character);
        Glasses = GlassesLook.Draw(dice.Fork("glasses"), Character);
        Wardrobe = Wardrobe.Draw(dice.Fork("wardrobe"), Character);
        Seed = seed;
        Index = index;
    }

    /// <summary>Unique within one seed, for example <c>p0001</c>.</summary>
    public string Id { get; }

    /// <summary>An ordinary name, unique within one seed.</summary>
    public string Name { get; }

    /// <summary>The seed of the people this one belongs to.</summary>
    internal long Seed { get; }

    /// <summary>The place among the people of the seed, from 0.</summary>
    internal int Index { get; }

    internal Character Character { get; }

    internal HeadShape Head { get; }

    internal Complexion Skin { get; }

    internal HairLook Hair { get; }

    internal BrowLook Brows { get; }

    internal BeardLook Beard { get; }

    internal EyeLook Eyes { get; }

    internal GlassesLook? Glasses { get; }

    internal Wardrobe Wardrobe { get; }

    /// <summary>The first <paramref name="count"/> people of <paramref name="seed"/>; more of them never change the earlier ones.</summary>
    public static IReadOnlyList<SyntheticPerson> Draw(long seed, int count) =>
        [.. Enumerable.Range(0, count).Select(index => One(seed, index))];

    /// <summary>Person number <paramref name="index"/>, from 0, of <paramref name="seed"/>.</summary>
    public static SyntheticPerson One(long seed, int index)
    {
        var character = Character.Draw(Dice.Of(seed, "person", index).Fork("character"));
        return new SyntheticPerson(seed, index, PersonNames.Of(seed, index, character.Masculinity >= 0.5f));
    }
}
