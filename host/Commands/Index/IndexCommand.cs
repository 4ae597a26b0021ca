using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host.Commands.Index;

/// <summary><c>analytics index</c>: the index of faces.</summary>
public static class IndexCommand
{
    private const int ProbesOfStatus = 50;
    private const int ProbesOfRecall = 1000;

    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command(
        "index", "Shows, measures and rebuilds the index of faces.") { Status(), Recall(), Rebuild() }
        .WithExamples("analytics index status", "analytics index recall --probes 1000", "analytics index rebuild --dry-run");

    private static Command Status()
    {
        var probes = Probes(ProbesOfStatus, smallest: 0, "Number of probes for a recall measurement; 0 skips it.");
        var (cosine, seed) = (Cosine(), Seed());
        return new Command("status", "Shows contents, search method and recall of the index.")
            {
                probes, cosine, seed, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples("analytics index status", "analytics index status --probes 0 --output json")
            .Runs(
                parsed => new RecallRequest(
                    GallerySettings.Of(parsed), parsed.GetValue(probes), parsed.GetValue(cosine), parsed.GetValue(seed)),
                IndexHandlers.StatusAsync);
    }

    private static Command Recall()
    {
        var probes = Probes(ProbesOfRecall, smallest: 1, "Number of probes.");
        var (cosine, seed) = (Cosine(), Seed());
        return new Command("recall", "Measures recall against an exact search. Exits with 3 if it is below the target.")
            {
                probes, cosine, seed, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples("analytics index recall --probes 5000", "analytics index recall --cosine 0.5 --output json")
            .Runs(
                parsed => new RecallRequest(
                    GallerySettings.Of(parsed), parsed.GetValue(probes), parsed.GetValue(cosine), parsed.GetValue(seed)),
                IndexHandlers.RecallAsync);
    }

    private static Command Rebuild()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Compares only; changes nothing." };
        return new Command("rebuild", "Rebuilds the index from the database. If it was stopped, run it again to resume.")
            {
                dryRun, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples("analytics index rebuild", "analytics index rebuild --dry-run --output json")
            .Runs(parsed => new RebuildRequest(GallerySettings.Of(parsed), parsed.GetValue(dryRun)), RebuildHandler.RunAsync);
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
        { HelpName = "C", Description = "Cosine similarity of a probe to its face.", DefaultValueFactory = _ => 0.6 };
        cosine.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && result.GetValueOrDefault<double>() is not (> 0 and < 1))
            {
                result.AddError($"--cosine {text}: it must be between 0 and 1.");
            }
        });
        return cosine;
    }

    private static Option<int> Seed() => new("--seed")
    {
        HelpName = "N",
        Description = "Seed: the same number selects the same faces and probes.",
        DefaultValueFactory = _ => 1,
    };
}
