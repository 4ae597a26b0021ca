using Analytics.Contracts;
using Analytics.Runtime.Models;

namespace Analytics.Match.Decisions;

/// <summary>Whether two people of a gallery are one.</summary>
public static class SamePerson
{
    /// <summary>Of a hundred enrolments one repeats somebody: what is taken to be so before the photos are compared.</summary>
    public const double RepeatedEnrolments = 0.01;

    /// <summary>What is believed of one pair, of a newcomer and one of the people there, before they are compared.</summary>
    /// <param name="others">People of the gallery but the newcomer.</param>
    public static double Prior(int others) => RepeatedEnrolments / Math.Max(1, others);

    /// <summary>
    /// The chance that two photos show one person (Bayes), given their similarity; it stays within what the card's data carry.
    /// </summary>
    /// <param name="similarity">Of the two.</param>
    /// <param name="scores">Of the model's card.</param>
    /// <param name="prior">Before they were compared, above 0 and below 1.</param>
    public static double Posterior(Similarity similarity, GenuineScores scores, double prior)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(prior, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(prior, 1);
        var odds = prior / (1 - prior) * Math.Pow(10, scores.LogLikelihoodRatio(similarity));
        return odds / (1 + odds);
    }
}
