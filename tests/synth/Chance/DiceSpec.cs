using Analytics.Synth.Chance;
using Analytics.Synth.People;
using Xunit;

namespace Analytics.Tests.Synthetic;

public sealed class DiceSpec
{
    [Fact]
    public void What_was_drawn_before_does_not_change_a_fork()
    {
        var (used, fresh) = (Dice.Of(7, "x", 3), Dice.Of(7, "x", 3));
        for (var i = 0; i < 10; i++)
        {
            used.Uniform();
        }

        Assert.Equal(fresh.Fork("nose").Uniform(), used.Fork("nose").Uniform());
        Assert.NotEqual(fresh.Fork("nose").Uniform(), fresh.Fork("mouth").Uniform());
        Assert.NotEqual(Dice.Of(7, "x", 3).Uniform(), Dice.Of(8, "x", 3).Uniform());
        Assert.NotEqual(Dice.Of(7, "x", 3).Uniform(), Dice.Of(7, "x", 4).Uniform());
    }

    [Fact]
    public void Numbers_are_spread_as_they_should_be()
    {
        var dice = Dice.Of(1, "spread");
        var even = Enumerable.Range(0, 20_000).Select(_ => dice.Uniform()).ToList();
        var normal = Enumerable.Range(0, 20_000).Select(_ => dice.Normal(5, 2)).ToList();

        Assert.InRange(even.Average(), 0.49f, 0.51f);
        Assert.True(even.Min() >= 0 && even.Max() < 1);
        Assert.InRange(normal.Average(), 4.95f, 5.05f);
        Assert.InRange(MathF.Sqrt(normal.Average(value => (value - 5) * (value - 5))), 1.88f, 2.02f);
        Assert.All(normal, value => Assert.InRange(value, 5 - 5.21f, 5 + 5.21f));
    }

    [Fact]
    public void Two_thousand_people_have_two_thousand_names_and_ids()
    {
        var people = SyntheticPerson.Draw(3, 2000);

        Assert.Equal(2000, people.Select(person => person.Name).Distinct().Count());
        Assert.Equal(2000, people.Select(person => person.Id).Distinct().Count());
    }

    [Fact]
    public void More_people_leave_the_first_ones_as_they_were()
    {
        var (few, many) = (SyntheticPerson.Draw(3, 5), SyntheticPerson.Draw(3, 50));

        Assert.Equal(few.Select(person => (person.Name, person.Head)), many.Take(5).Select(person => (person.Name, person.Head)));
    }
}
