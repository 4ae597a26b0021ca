using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Runtime.Models;
using Analytics.Store;

namespace Analytics.People.Watchlists;

/// <summary>From when on a watchlist alerts, and how often it will be wrong.</summary>
/// <param name="Threshold">The similarity; none for a budget without calibration, and for an empty list.</param>
/// <param name="FalseAlertsPerDay">Predicted per camera; none without calibration.</param>
public sealed record WatchlistForecast(Similarity? Threshold, double? FalseAlertsPerDay)
{
    /// <summary>Look-alikes within the list left aside, which <see cref="WatchlistThresholds"/> looks for.</summary>
    /// <param name="policy">Budget or fixed threshold.</param>
    /// <param name="gallery">On the list, with their photos.</param>
    /// <param name="tracksPerDay">Of one camera.</param>
    /// <param name="calibration">Of the embedder; none where it was not measured.</param>
    public static WatchlistForecast Of(WatchlistPolicy policy, GallerySize gallery, double tracksPerDay, Calibration? calibration)
    {
        if (gallery.People == 0)
        {
            return new WatchlistForecast(policy.Threshold, 0);
        }

        var tracks = TrackRate.From(0, TimeSpan.Zero, tracksPerDay);
        var question = new ThresholdQuestion(policy.ToAlertPolicy(), gallery, tracks);
        var explanation = Match.Decisions.Threshold.Explain(question, calibration);
        return new WatchlistForecast(
            explanation.Origin == ThresholdOrigin.Uncalibrated ? null : explanation.Similarity, explanation.FalseAlerts?.Value);
    }
}
