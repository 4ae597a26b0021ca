using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host.Commands.Index;

/// <summary><c>analytics index</c>: looks after the index of faces.</summary>
public static class IndexCommand
{
    private const int ProbesOfStatus = 50;
    private const int ProbesOfRecall = 1000;

    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("index", "Looks after the index of faces.") { Status(), Recall(), Rebuild() }
        .WithExamples("analytics index status", "analytics index recall --probes 1000", "analytics index rebuild --dry-run");

    private static Command Status()
    {
        var probes = Probes(ProbesOfStatus, smallest: 0, "Faces to look for, to see that they are found; 0 measures nothing.");
        var (cosine, seed) = (Cosine(), Seed());
        return new Command("status", "Says what the index holds, how it searches and whether it finds.")
            {
                probes, cosine, seed, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples("analytics index status", "analytics index status --probes 0 --output json")
            .Runs(
                parsed => (
                    GallerySettings.Of(parsed),
                    new RecallSettings(parsed.GetValue(probes), parsed.GetValue(cosine), parsed.GetValue(seed))),
                IndexHandlers.StatusAsync);
    }

    private static Command Recall()
    {
        var probes = Probes(ProbesOfRecall, smallest: 1, "Faces to look for.");
        var (cosine, seed) = (Cosine(), Seed());
        return new Command("recall", "Measures how often the index finds the nearest face of an exact search; 1 when surely too seldom.")
            {
                probes, cosine, seed, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples("analytics index recall --probes 5000", "analytics index recall --cosine 0.5 --output json")
            .Runs(
                parsed => (
                    GallerySettings.Of(parsed),
                    new RecallSettings(parsed.GetValue(probes), parsed.GetValue(cosine), parsed.GetValue(seed))),
                IndexHandlers.RecallAsync);
    }

    private static Command Rebuild()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Compares only and changes nothing." };
        return new Command("rebuild", "Recreates the index from the database; a run that was stopped goes on.")
            {
                dryRun, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples("analytics index rebuild", "analytics index rebuild --dry-run --output json")
            .Runs(parsed => (GallerySettings.Of(parsed), parsed.GetValue(dryRun)), RebuildHandler.RunAsync);
    }

    private static Option<int> Probes(int usual, int smallest, string description)
    {
        var probes = new Option<int>("--probes") { HelpName = "N", Description = description, DefaultValueFactory = _ => usual };
        probes.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }]
                && !(int.TryParse(text, out var number) && number >= smallest && number <= 1_000_000))
            {
                result.AddError($"--probes {text}: it must be {smallest} to 1000000.");
            }
        });
        return probes;
    }

    private static Option<double> Cosine()
    {
        var cosine = new Option<double>("--cosine")
        {
            HelpName = "C",
            Description = "How alike a probe is to the face it is made from.",
            DefaultValueFactory = _ => 0.6,
        };
        cosine.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && result.GetValueOrDefault<double>() is not (> 0 and < 1))
            {
                result.AddError($"--cosine {text}: it must lie between 0 and 1.");
            }
        });
        return cosine;
    }

    private static Option<int> Seed() => new("--seed")
    {
        HelpName = "N",
        Description = "The same number picks the same faces and probes again.",
        DefaultValueFactory = _ => 1,
    };
}
