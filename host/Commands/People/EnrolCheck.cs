using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.Match.Evidence;
using Analytics.People;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Host.Commands.People;

/// <summary><c>analytics enrol check</c>: what would become of the photos of a folder, without watching anything.</summary>
public static class EnrolCheck
{
    /// <summary>Reports each photo on standard output; 0 when at least one was accepted.</summary>
    public static async Task<int> RunAsync(EnrolCheckRequest asked, CommandContext context, CancellationToken stop)
    {
        var options = context.Options.WithPack(asked.Pack);
        var store = options.Models.OpenStore();
        await using var models = await FaceModels.OpenAsync(
            store, options.Models.Pack, options.Detect, options.Inference, NullLogger.Instance);
        var evidence = EvidenceModel.From(options.Match, store.CalibrationOf(models.Embedder.Model));
        await PhotoFolder.EnrolAsync(
            asked.People, models.Detector, models.Embedder, options, evidence, line =>
                context.Output.WriteLine(TerminalText.Line(line)), stop);
        return ExitCode.Success;
    }
}

/// <summary>What <c>analytics enrol check</c> was asked to do.</summary>
/// <param name="People">The folder of photos.</param>
/// <param name="Pack">The pack of models, or none for the configured one.</param>
public sealed record EnrolCheckRequest(string People, string? Pack);
