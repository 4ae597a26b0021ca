using Analytics.Contracts;

namespace Analytics.Host.Commands;

/// <summary>Which command helps where something has failed.</summary>
internal static class Hints
{
    /// <summary>A sentence that names it; none where none does.</summary>
    public static string? Of(FailureException failure) => (failure.Subject, failure.Kind) switch
    {
        (FailureSubject.Person, _) => "'analytics people list' shows who is enrolled.",
        (FailureSubject.Photo, _) => "'analytics people photos' lists the photos of a person.",
        (FailureSubject.Watchlist, FailureKind.Conflict) => "'analytics watchlists set' changes it.",
        (FailureSubject.Watchlist, _) => "'analytics watchlists list' shows the watchlists; 'analytics watchlists create' creates one.",
        (FailureSubject.Camera, _) => "'analytics cameras list' shows the cameras.",
        (FailureSubject.Model, _) => "'analytics models list' shows the models.",
        (FailureSubject.ModelFile, _) when failure.Named is { } name =>
            $"Run 'analytics models pull {name}' or 'analytics models import DIR'.",
        (FailureSubject.ModelFile, _) => "Run 'analytics models import DIR' with a folder that holds it.",
        (FailureSubject.DataFolder, _) => "Name another data folder with --data DIR.",
        (FailureSubject.Index, _) => "'analytics index rebuild' does so.",
        (FailureSubject.IndexOfOtherModel, _) =>
            "Name the pack with --models; or run 'analytics people reembed', then 'analytics index rebuild'.",
        _ => null,
    };
}
