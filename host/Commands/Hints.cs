using Analytics.Cli;
using Analytics.Contracts;

namespace Analytics.Host.Commands;

/// <summary>Which command helps where something has failed.</summary>
internal static class Hints
{
    /// <summary>What makes templates that the pack of models lacks.</summary>
    public const string MissingTemplates =
        "'analytics people reembed' makes the templates from the stored faces; or use the pack of the enrolment (--models).";

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
            "Name the pack of its templates with --models. Or run 'analytics people reembed', which makes templates of this model, then "
            + "'analytics index rebuild'.",
        (FailureSubject.Licence, _) => "Read it, then run the command again with --accept-licence.",
        (FailureSubject.ModelCard, _) when failure.Field is { } card =>
            $"Run the command in the folder of the sources, or name a file with --{card}.",
        (FailureSubject.ModelCard, _) => "Run the command in the folder of the sources, or without --record.",
        (FailureSubject.EvaluationSet, _) => "Name --lfw DIR --pairs FILE for recognition, or --faces DIR for detection.",
        (FailureSubject.AlertFile, _) => "Name a file that 'analytics watch --alerts FILE' wrote.",
        (FailureSubject.SceneFolder, _) => "Name a folder that 'analytics synth scene' wrote.",
        (FailureSubject.Synth, _) when failure.Field is { } setting => $"Correct --{setting}.",
        _ => CommonHints.Of(failure),
    };
}
