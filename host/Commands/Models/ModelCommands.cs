using System.Globalization;
using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.Contracts;
using Analytics.Evaluate;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Commands.Models;

/// <summary>The models there are.</summary>
public sealed record ListModelsRequest;

/// <summary>The model whose card to show.</summary>
public sealed record ShowModelRequest(string Model, bool Json);

/// <summary>A folder with the files of models.</summary>
public sealed record ImportModelsRequest(string Folder, bool AcceptLicence);

/// <summary>A pack, or one model, to download.</summary>
public sealed record PullModelsRequest(string Name, bool AcceptLicence);

/// <summary>The model whose golden answers to record, or none to check all models.</summary>
public sealed record VerifyModelsRequest(string? Record);

/// <summary>The commands under <c>analytics models</c>. Each returns the exit code; what the user has to put right is thrown.</summary>
/// <param name="store">The model store.</param>
/// <param name="output">Takes the result.</param>
/// <param name="progress">Receives how far a long command is.</param>
public sealed class ModelCommands(ModelStore store, TextWriter output, TextWriter progress)
{
    private const double Megabyte = 1e6;

    /// <summary>Lists the packs and all models with their state in the store.</summary>
    public int List()
    {
        output.WriteLine($"Models in {store.Folder}:");
        foreach (var card in store.Catalog.Cards)
        {
            var state = store.StateOf(card) switch
            {
                ModelState.Present => card.Bundled ? "bundled" : "present",
                ModelState.Missing => "missing",
                _ => "altered",
            };
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {card.Id,-22} {Word(card.Task),-7} {state,-8} {card.Bytes / Megabyte,6:0.0} MB  {card.Licence.Id}"));
        }

        output.WriteLine("Packs:");
        foreach (var pack in store.Catalog.Packs)
        {
            output.WriteLine($"  {pack.Name,-14} {pack.Detector} + {pack.Embedder}: {pack.Summary}");
        }

        return ExitCode.Success;
    }

    /// <summary>Shows the card of a model.</summary>
    /// <exception cref="FailureException">There is no such model.</exception>
    public int Show(ShowModelRequest asked)
    {
        var card = Card(asked.Model);
        output.Write(asked.Json ? card.ToJson() + "\n" : CardPage.Of(card));
        return ExitCode.Success;
    }

    /// <summary>
    /// Takes the models that a folder and its subfolders hold, whatever the files are called. Models whose licence forbids some uses are
    /// left unless that is accepted.
    /// </summary>
    /// <exception cref="FailureException">There is no such folder, or it holds no model that can be taken.</exception>
    public int Import(ImportModelsRequest asked)
    {
        var report = ModelImport.Run(store, asked.Folder, asked.AcceptLicence);
        if (report.LeftOut is { } leftOut)
        {
            output.WriteLine(TerminalText.Line(leftOut));
        }

        foreach (var (card, from) in report.Taken)
        {
            output.WriteLine($"took {card.Id} from {TerminalText.Line(from)}");
        }

        foreach (var card in report.AlreadyThere)
        {
            output.WriteLine($"had {card.Id}");
        }

        foreach (var card in report.Restricted)
        {
            output.WriteLine($"left {card.Id}: {card.Licence.Id} ({card.Licence.Url}) forbids some uses; '--accept-licence' takes it");
        }

        foreach (var path in report.Unknown)
        {
            output.WriteLine($"unknown {TerminalText.Line(path)}");
        }

        return report.Taken.Count + report.AlreadyThere.Count > 0
            ? ExitCode.Success
            : report.Restricted.Count > 0 ? throw new InvalidException(
                $"All models in '{asked.Folder}' are under licences that forbid some uses. Read them, then run the command again with "
                + "'--accept-licence'.")
            : throw new InvalidException(
                $"'{asked.Folder}' holds no known model. 'analytics models list' shows the known models.");
    }

    /// <summary>Downloads what is missing of a pack, or one model.</summary>
    /// <param name="asked">Names the pack or the model.</param>
    /// <param name="client">Makes the requests.</param>
    /// <param name="cancellationToken">Stops; what arrived is kept for the next attempt.</param>
    /// <exception cref="FailureException">The name is unknown, a licence was not accepted, or the download failed.</exception>
    public async Task<int> PullAsync(PullModelsRequest asked, HttpClient client, CancellationToken cancellationToken)
    {
        var cards = store.Catalog.Cards.FirstOrDefault(card => card.Id == asked.Name) is { } single
            ? [single]
            : store.Catalog.CardsOf(store.Catalog.Pack(asked.Name));
        var fetched = await new ModelDownload(client).PullAsync(
            store, cards, asked.AcceptLicence, new Percentages(progress), cancellationToken);
        foreach (var card in cards)
        {
            await output.WriteLineAsync($"{(fetched.Contains(card) ? "fetched" : "had")} {card.Id}");
        }

        return ExitCode.Success;
    }

    /// <summary>
    /// Checks the hash of every model in the store, and what it computes on this machine where its card has golden answers; 3 when one is
    /// altered or computed wrongly, 4 when one could not be checked now.
    /// </summary>
    public int Verify(InferenceOptions inference, ILogger logger)
    {
        List<int> codes = [];
        foreach (var card in store.Catalog.Cards.Where(card => store.StateOf(card) != ModelState.Missing))
        {
            var (said, code) = Verdict(card, inference, logger);
            output.WriteLine(said);
            codes.Add(code);
        }

        return codes.Contains(ExitCode.CheckFailed) ? ExitCode.CheckFailed : codes.Append(ExitCode.Success).Max();
    }

    /// <summary>Writes what a model answers on this machine onto its card, for <see cref="Verify"/> to compare with on others.</summary>
    /// <exception cref="FailureException">There is no such model, its file is missing, or its card is not here to be written
    /// to.</exception>
    public int RecordAnswers(string id, InferenceOptions inference, ILogger logger)
    {
        var card = Card(id);
        CardFigures.Require(id);
        var golden = GoldenCheck.Record(store, card, inference, logger);
        CardFigures.Record(card, golden);
        output.WriteLine($"recorded {id}: {golden.Outputs.Length} outputs, {golden.Recorded}");
        return ExitCode.Success;
    }

    /// <summary>Measures models and writes the report.</summary>
    /// <exception cref="FailureException">Nothing was asked, or a model, a folder or a file is missing.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public int Evaluate(EvaluationRequest request, EvaluateOptions options, ILogger logger, CancellationToken stop)
    {
        var report = new ModelEvaluation(store, options, progress, logger).Run(request, stop);
        report.Write(output, request.Json);
        if (request.Record)
        {
            CardFigures.Record(report, store.Catalog);
        }

        return ExitCode.Success;
    }

    /// <summary>Measures how often strangers look alike to a model, and writes its card.</summary>
    /// <exception cref="FailureException">The model or the folder is missing, the card cannot be written, or there are too few
    /// pictures.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public int Calibrate(CalibrationRequest request, EvaluateOptions options, ILogger logger, CancellationToken stop)
    {
        var calibration = new ModelCalibration(store, options, progress, logger).Run(request, stop);
        CalibrationReport.Write(calibration, output, request.Json);
        return ExitCode.Success;
    }

    private ModelCard Card(string id) => store.Catalog.Cards.FirstOrDefault(card => card.Id == id)
        ?? throw new NotFoundException($"There is no model '{id}'. 'analytics models list' shows the models.");

    private (string Said, int Code) Verdict(ModelCard card, InferenceOptions inference, ILogger logger)
    {
        if (store.Verify(card) != ModelState.Present)
        {
            return ($"altered {card.Id}: delete {store.PathOf(card)}. {ModelStore.OriginOf(card)}", ExitCode.CheckFailed);
        }

        if (card.Golden is not { } golden)
        {
            var known = $"good {card.Id}: the file; there are no golden answers, so what this machine computes is not checked";
            return (known, ExitCode.Success);
        }

        try
        {
            var device = GoldenCheck.Run(store, card, inference, logger);
            var said = $"good {card.Id}: the file and what {DeviceChoice.Text(device)} computes ({golden.Outputs.Length} outputs)";
            return (said, ExitCode.Success);
        }
        catch (FailureException away) when (ExitCode.Of(away) == ExitCode.Unavailable)
        {
            return ($"unchecked {card.Id}: {away.Message}", ExitCode.Unavailable);
        }
        catch (FailureException wrong)
        {
            return ($"wrong {card.Id}: {wrong.Message}", ExitCode.CheckFailed);
        }
    }

    private static string Word(ModelTask task) => task switch
    {
        ModelTask.Detect => "detect",
        ModelTask.Embed => "embed",
        ModelTask.Landmarks => "points",
        _ => "live",
    };

    // A line for every tenth, in order: Progress<T> would hand them to other threads.
    private sealed class Percentages(TextWriter progress) : IProgress<DownloadProgress>
    {
        private (string Url, long Tenth) _last;

        public void Report(DownloadProgress value)
        {
            var tenth = value.Total is > 0 and var total ? 10 * value.Bytes / total : value.Bytes / (long)(10 * Megabyte);
            if (_last != (value.Url, tenth))
            {
                _last = (value.Url, tenth);
                var of = value.Total is { } all ? string.Create(CultureInfo.InvariantCulture, $" of {all / Megabyte:0.0}") : "";
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Url}: {value.Bytes / Megabyte:0.0}{of} MB"));
            }
        }
    }
}
