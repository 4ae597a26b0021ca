using System.Diagnostics;
using Analytics.Contracts;

namespace Analytics.Benchmarks.Measurements;

/// <summary>How long a command takes from its start to its end, for commands that have little to do.</summary>
internal sealed class Start : IMeasurement
{
    // Everything is compiled while it runs, the runtime's own code included, and methods with loops at their best from the first call on.
    private static readonly Dictionary<string, string> Uncompiled = new()
    {
        ["DOTNET_ReadyToRun"] = "0",
        ["DOTNET_TC_QuickJitForLoops"] = "0",
    };

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public string About =>
        "one run of a command as a process of its own, with the six friends in the gallery and the bundled models, in turns with the same "
        + "program whose compiled code is not used (`DOTNET_ReadyToRun=0`). Processor time: user and system. The first run of each is not "
        + "counted.";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var data = Directory.CreateTempSubdirectory("analytics-bench-start-").FullName;
        try
        {
            var photo = Directory.EnumerateFiles(bench.Inputs.Gallery).Order(StringComparer.Ordinal).First();
            await RunAsync(["people", "import", bench.Inputs.Gallery, "--data", data, "--models", "bundled"], compiled: true);
            List<Row> rows = [];
            foreach (var (name, goal, arguments) in new (string, double, string[])[]
            {
                ("--help", 0.15, ["--help"]),
                ("people list", 0.5, ["people", "list", "--data", data]),
                ("identify", 1.2, ["identify", photo, "--data", data, "--models", "bundled"]),
            })
            {
                await PairAsync(arguments);
                var pairs = await bench.SampleAsync($"start, {name}", () => PairAsync(arguments));
                rows.AddRange([
                    new($"`{name}`", "s", [.. pairs.Select(pair => pair.Compiled.Wall)], new Goal(goal, AtLeast: false)),
                    new("– processor time", "s", [.. pairs.Select(pair => pair.Compiled.Processor)]),
                    new("– times faster than without compiled code", "",
                        [.. pairs.Select(pair => pair.Uncompiled.Wall / pair.Compiled.Wall)]),
                ]);
            }

            return rows;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<(Cost Compiled, Cost Uncompiled)> PairAsync(string[] arguments) =>
        (await RunAsync(arguments, compiled: true), await RunAsync(arguments, compiled: false));

    private static async Task<Cost> RunAsync(string[] arguments, bool compiled)
    {
        var start = new ProcessStartInfo(Inputs.Executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in compiled ? [] : Uncompiled)
        {
            start.Environment[name] = value;
        }

        var (before, began) = (ProcessorTime.Now, Stopwatch.GetTimestamp());
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var wall = Stopwatch.GetElapsedTime(began);
        return process.ExitCode == 0
            ? new(wall.TotalSeconds, ProcessorTime.Now.Since(before).Children.TotalSeconds)
            : throw new InvalidException($"'{string.Join(' ', arguments)}' ended with exit code {process.ExitCode}: {await errors}");
    }

    /// <summary>What a run took, in seconds.</summary>
    private sealed record Cost(double Wall, double Processor);
}
