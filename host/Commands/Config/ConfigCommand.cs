using System.CommandLine;
using Analytics.Cli;
using Analytics.Cli.Configuration;

namespace Analytics.Host.Commands.Config;

/// <summary><c>analytics config</c>: shows and checks the configuration.</summary>
public static class ConfigCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A configuration file." };
        var show = new Command(
            "show", "Prints the configuration in force as JSON. Standard error shows where each set value comes from.")
        {
            CommonOptions.Config, CommonOptions.Set,
        };
        show.SetAction(Show);
        var check = new Command("check", "Checks a configuration file.") { file };
        check.SetAction(parsed => Check(parsed.GetRequiredValue(file), parsed.InvocationConfiguration.Error));
        return new Command("config", "Shows and checks the configuration.")
        {
            show.WithExamples("analytics config show", "analytics config show --config site.json --set Telemetry:MetricsInterval=30s"),
            check.WithExamples("analytics config check site.json"),
        }.WithExamples("analytics config show", "analytics config check site.json");
    }

    private static int Show(ParseResult parsed)
    {
        var options = CommonOptions.LoadOptions<AnalyticsOptions>(parsed);
        parsed.InvocationConfiguration.Output.WriteLine(ConfigurationView.ToJson(options));
        foreach (var line in ConfigurationView.Origins(options))
        {
            parsed.InvocationConfiguration.Error.WriteLine(line);
        }

        return ExitCode.Success;
    }

    private static int Check(string file, TextWriter error)
    {
        ConfigurationLoader.Load<AnalyticsOptions>(ConfigurationLayer.FromFile(file));
        error.WriteLine($"{file}: valid.");
        return ExitCode.Success;
    }
}
