namespace Analytics.Match.Gallery;

/// <summary>How likely it is that two enrolled people are one.</summary>
public static class PosteriorOfSame
{
    /// <summary>
    /// Bayes' rule: before anything was compared, the person enrolled under another name is one in <paramref name="people"/>.
    /// </summary>
    /// <param name="likelihoodRatio">
    /// How much more often photos of one person are as alike as these than photos of two; none where the model's card carries only the
    /// distribution of strangers.
    /// </param>
    /// <param name="people">Enrolled beside the person.</param>
    /// <returns>0 to 1; none without a likelihood ratio.</returns>
    public static double? Of(double? likelihoodRatio, int people)
    {
        if (likelihoodRatio is not { } ratio || people < 1)
        {
            return null;
        }

        var prior = 1.0 / (people + 1);
        return ratio * prior / (ratio * prior + 1 - prior);
    }

    /// <summary>How many strangers as alike a gallery holds on average.</summary>
    /// <param name="falseMatchRate">How often two strangers are as alike.</param>
    /// <param name="people">Enrolled beside the person.</param>
    public static double ExpectedStrangers(double falseMatchRate, int people) => falseMatchRate * people;
}
