using System.CommandLine;
using Analytics.Cli;
using Analytics.Evaluate.Index;

namespace Analytics.Host.Commands.Index;

/// <summary><c>analytics bench</c>: how fast parts of it are on this machine.</summary>
public static class BenchCommand
{
    private const int MostFaces = 20_000_000;

    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("bench", "Measures the speed of parts of the program on this machine.") { Index() }
        .WithExamples("analytics bench index --size 100000 --length 256");

    private static Command Index()
    {
        var size = new Option<int>(
            "--size")
        { HelpName = "FACES", Description = "Faces in the index.", DefaultValueFactory = _ => 1_000_000 };
        var length = new Option<int>("--length")
        { HelpName = "N", Description = "Components per template, 1 to 1024.", DefaultValueFactory = _ => 512 };
        var spread = new Option<VectorSpread>("--spread")
        {
            HelpName = "faces|isotropic",
            Description = "Distribution of the generated templates.",
            DefaultValueFactory = _ => VectorSpread.Faces,
        };
        var probes = new Option<int>("--probes")
        { HelpName = "N", Description = "Searches of each kind.", DefaultValueFactory = _ => 2000 };
        var vectors = new Option<string?>("--vectors")
        { HelpName = "DIR", Description = "Also writes the templates and probes there (little-endian 32-bit floats) for other programs." };
        size.Validators.Add(
            result => Require(result.GetValue(size) is >= 1000 and <= MostFaces, result, $"--size must be 1000 to {MostFaces}."));
        length.Validators.Add(result => Require(result.GetValue(length) is >= 1 and <= 1024, result, "--length must be 1 to 1024."));
        probes.Validators.Add(result => Require(result.GetValue(probes) is >= 1, result, "--probes must be 1 or more."));
        return new Command("index", "Measures the embedded index with generated people against an exact scan in single precision.")
            { size, length, spread, probes, vectors, CommonOptions.Output }
            .WithExamples(
                "analytics bench index --size 1000000 --length 512 --output json",
                "analytics bench index --size 200000 --length 128 --spread isotropic")
            .Runs(
                parsed => new IndexBenchRequest(
                    parsed.GetValue(size), parsed.GetValue(length), parsed.GetValue(spread), parsed.GetValue(probes),
                    parsed.GetValue(vectors),
                    parsed.GetValue(CommonOptions.Output) == OutputFormat.Json),
                async (request, context, stop) =>
                {
                    using var bench = new IndexBench(request, context.Error);
                    var report = await bench.RunAsync(stop);
                    report.Write(context.Output, request.Json);
                    return ExitCode.Success;
                });
    }

    private static void Require(bool holds, System.CommandLine.Parsing.SymbolResult result, string message)
    {
        if (!holds)
        {
            result.AddError(message);
        }
    }
}
