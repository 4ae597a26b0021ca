namespace Analytics.Match.Index.Recall;

/// <summary>The chance of a number of events of equal rate among independent trials.</summary>
internal static class Binomial
{
    /// <summary>Of at most <paramref name="events"/> of them.</summary>
    public static double AtMost(int events, int trials, double rate)
    {
        if (events >= trials || rate <= 0)
        {
            return 1;
        }

        if (rate >= 1)
        {
            return 0;
        }

        // Each term from the one before, in logarithms: (1 − rate)^trials alone underflows for some thousand trials.
        var log = trials * Math.Log(1 - rate);
        var ratio = Math.Log(rate) - Math.Log(1 - rate);
        var sum = Math.Exp(log);
        for (var k = 1; k <= events; k++)
        {
            log += ratio + Math.Log(trials - k + 1) - Math.Log(k);
            sum += Math.Exp(log);
        }

        return Math.Min(1, sum);
    }

    /// <summary>Of at least <paramref name="events"/> of them.</summary>
    public static double AtLeast(int events, int trials, double rate) => events <= 0 ? 1 : 1 - AtMost(events - 1, trials, rate);
}
