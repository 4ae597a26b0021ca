using System.CommandLine;
using Analytics.Host.People;

namespace Analytics.Host.Commands;

/// <summary><c>analytics index</c>: looks after the index of faces.</summary>
public static class IndexCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("index", "Looks after the index of faces.") { Rebuild() }
        .WithExamples("analytics index rebuild --dry-run");

    private static Command Rebuild()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Compares only and changes nothing." };
        return new Command("rebuild", "Recreates the index from the database; a run that was stopped goes on.")
            {
                dryRun, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples("analytics index rebuild", "analytics index rebuild --dry-run --output json")
            .Runs(parsed => (PeopleCommand.Gallery(parsed), parsed.GetValue(dryRun)), RebuildHandler.RunAsync);
    }
}
