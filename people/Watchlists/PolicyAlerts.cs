using Analytics.Match.Decisions;
using Analytics.Store;

namespace Analytics.People.Watchlists;

/// <summary>A watchlist's policy as decisions understand it.</summary>
public static class PolicyAlerts
{
    /// <summary>The same policy for <see cref="Threshold"/>.</summary>
    public static AlertPolicy ToAlertPolicy(this WatchlistPolicy policy) => policy.FalseAlertsPerDay is { } budget
        ? new AlertPolicy { FalseAlertsPerCameraDay = budget } : new AlertPolicy { Fixed = policy.Threshold };
}
