using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host;

/// <summary>The command line as a whole.</summary>
public static class AnalyticsCommand
{
    /// <summary>The root with its <paramref name="commands"/>.</summary>
    public static RootCommand Create(params IReadOnlyList<Command> commands)
    {
        var root = new RootCommand("Recognises enrolled people on CCTV.") { HelpName = "analytics" };
        foreach (var command in commands)
        {
            root.Add(command);
        }

        root.WithExamples(
            "analytics enrol check people/",
            "analytics watch rtsp://camera.local/stream --people people/ --alerts -");
        return root;
    }
}
