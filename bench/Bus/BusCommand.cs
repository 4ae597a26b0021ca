using System.CommandLine;
using System.Globalization;
using Analytics.Cli;
using Analytics.Contracts;

namespace Analytics.Benchmarks.Bus;

/// <summary><c>bus</c>: what goes through Kafka.</summary>
internal static class BusCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var servers = new Option<string?>("--servers")
        {
            HelpName = "HOST:PORT",
            Description = "Brokers to measure with; by default the script 'kafka' in the folder ANALYTICS_TEST_TOOLS starts one.",
        };
        var runs = new Option<int>("--runs") { HelpName = "N", Description = "Runs of each measurement.", DefaultValueFactory = _ => 5 };
        var events = new Option<int>("--events")
        {
            HelpName = "N",
            Description = "Events of 1 kB per run.",
            DefaultValueFactory = _ => 500_000,
        };
        foreach (var number in new[] { runs, events })
        {
            number.Validators.Add(result =>
            {
                if (result.Tokens.Count > 0
                    && (!int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) || value < 1))
                {
                    result.AddError($"{number.Name} must be 1 or more.");
                }
            });
        }

        var docs = new Option<string?>("--docs") { HelpName = "DIR", Description = "Folder for bus.md." };
        var command = new Command("bus", "Measures Kafka throughput, compared with Kafka's own perf tool, and the size of an observation.")
        {
            servers, runs, events, docs,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(servers), parsed.GetValue(runs), parsed.GetValue(events), parsed.GetValue(docs), stop));
        return command;
    }

    private static async Task<int> RunAsync(string? servers, int runs, int events, string? docs, CancellationToken stop)
    {
        try
        {
            using var broker = new BusBroker(servers);
            var page = BusReport.ToMarkdown(await new BusRun(broker, events).RunAsync(runs, stop), Machine.Describe(), runs);
            await Console.Out.WriteLineAsync(page);
            if (docs is not null)
            {
                Directory.CreateDirectory(docs);
                await File.WriteAllTextAsync(Path.Combine(docs, "bus.md"), page, stop);
            }

            return 0;
        }
        catch (FailureException exception)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message}");
            return ExitCode.Of(exception);
        }
    }
}
