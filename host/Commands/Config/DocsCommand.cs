using System.CommandLine;

namespace Analytics.Host.Commands.Config;

/// <summary><c>analytics docs DIR</c>, for <c>make docs</c>: writes the pages that follow from the code.</summary>
public static class DocsCommand
{
    /// <summary>The command; it is not listed in the help.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder for the pages." };
        var command = new Command("docs", "Writes the pages that are generated from the code.") { folder };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            foreach (var (name, text) in Pages.All())
            {
                var path = Path.Combine(parsed.GetRequiredValue(folder), name);
                File.WriteAllText(path, text);
                parsed.InvocationConfiguration.Error.WriteLine($"wrote {path}");
            }
        });
        return command;
    }
}
