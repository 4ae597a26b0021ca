using Analytics.Contracts;
using Analytics.Runtime.Models;

namespace Analytics.Match.Gallery;

/// <summary>From when on a watchlist alerts, and how often it will be wrong.</summary>
/// <param name="Threshold">The similarity; none for a budget without calibration, and for an empty list.</param>
/// <param name="FalseAlertsPerDay">Predicted per camera; none without calibration.</param>
public sealed record WatchlistForecast(Similarity? Threshold, double? FalseAlertsPerDay)
{
    /// <summary>
    /// Each track of a stranger is compared with everybody on the list: false alerts = tracks × people × false-match rate. A budget is
    /// that equation solved for the rate, and the calibration gives its similarity.
    /// </summary>
    /// <param name="policy">Budget or fixed threshold.</param>
    /// <param name="people">On the list.</param>
    /// <param name="tracksPerDay">Of one camera.</param>
    /// <param name="calibration">Of the embedder; none where it was not measured.</param>
    public static WatchlistForecast Of(WatchlistPolicy policy, int people, double tracksPerDay, Calibration? calibration)
    {
        if (people == 0)
        {
            return new WatchlistForecast(policy.Threshold, 0);
        }

        var comparisons = people * tracksPerDay;
        var threshold = policy.FalseAlertsPerDay is { } budget ? calibration?.SimilarityAt(budget / comparisons) : policy.Threshold;
        return new WatchlistForecast(
            threshold,
            threshold is { } similarity && calibration is not null ? comparisons * calibration.FalseMatchRate(similarity) : null);
    }
}
