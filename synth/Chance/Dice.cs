namespace Analytics.Synth.Chance;

/// <summary>
/// Random numbers that depend on their seed alone (SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014). A fork is named, so that what is drawn for one thing never shifts what is drawn for another.
/// </summary>
internal sealed class Dice
{
    private const float Farthest = 2.6f;
    private readonly ulong _origin;
    private ulong _state;

    private Dice(ulong origin) => _origin = _state = origin;

    /// <summary>The dice of <paramref name="what"/> number <paramref name="index"/> under <paramref name="seed"/>.</summary>
    public static Dice Of(long seed, string what, long index = 0) =>
        new(Mix(Mix((ulong)seed ^ Name(what)) + (ulong)index * 0x9E3779B97F4A7C15));

    /// <summary>Dice of their own for <paramref name="what"/>; the same whenever they are asked for.</summary>
    public Dice Fork(string what) => new(Mix(_origin ^ Name(what)));

    /// <summary>0 to 1, without 1.</summary>
    public float Uniform() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Between the two.</summary>
    public float Uniform(float from, float to) => from + (to - from) * Uniform();

    /// <summary>Normally distributed, cut at 2.6 standard deviations: nobody is a monster.</summary>
    public float Normal(float mean = 0, float deviation = 1)
    {
        while (true)
        {
            var radius = MathF.Sqrt(-2 * MathF.Log(1 - Uniform()));
            var value = radius * MathF.Cos(2 * MathF.PI * Uniform());
            if (MathF.Abs(value) <= Farthest)
            {
                return mean + deviation * value;
            }
        }
    }

    /// <summary>True in so many of one cases.</summary>
    public bool Chance(float probability) => Uniform() < probability;

    /// <summary>0 to <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)(Uniform() * count);

    /// <summary>A whole number from all there are.</summary>
    public int Whole() => (int)(Next() >> 33);

    /// <summary>One of <paramref name="choices"/>, each as likely as its weight says.</summary>
    public T Pick<T>(params ReadOnlySpan<(float Weight, T Value)> choices)
    {
        var sum = 0f;
        foreach (var (weight, _) in choices)
        {
            sum += MathF.Max(0, weight);
        }

        var left = Uniform() * sum;
        foreach (var (weight, value) in choices)
        {
            left -= MathF.Max(0, weight);
            if (left < 0)
            {
                return value;
            }
        }

        return choices[^1].Value;
    }

    private static ulong Name(string what)
    {
        // FNV-1a; string.GetHashCode differs from run to run.
        var hash = 14695981039346656037UL;
        foreach (var letter in what)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return hash;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);
}
