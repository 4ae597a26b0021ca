namespace Analytics.Train.Data;

/// <summary>Seeds that follow from others, the same in each process.</summary>
internal static class Seeds
{
    /// <summary>The seed of a sample: SplitMix64 (Steele et al., OOPSLA 2014) of both numbers.</summary>
    public static int Of(int seed, long sample)
    {
        var z = unchecked((ulong)sample + 0x9E3779B97F4A7C15UL * ((ulong)(uint)seed + 1));
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return (int)((z ^ (z >> 31)) & int.MaxValue);
    }
}
