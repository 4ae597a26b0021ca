using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Train.Commands;

/// <summary>The command line as a whole.</summary>
internal static class TrainCommand
{
    /// <summary>The root with its <paramref name="commands"/>.</summary>
    public static RootCommand Create(params IReadOnlyList<Command> commands)
    {
        var root = new RootCommand("Trains, distils, evaluates and exports face models.") { HelpName = "analytics-train" };
        foreach (var command in commands)
        {
            root.Add(command);
        }

        root.WithExamples("analytics-train distill embedder --data faces/ --run runs/embedder");
        return root;
    }
}
