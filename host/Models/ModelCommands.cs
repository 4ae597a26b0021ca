using System.Globalization;
using Analytics.Contracts;
using Analytics.Host.Configuration;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Models;

/// <summary>The commands under <c>analytics models</c>. Each returns the exit code; what the user has to put right is thrown.</summary>
/// <param name="store">The model store.</param>
/// <param name="output">Takes the result.</param>
/// <param name="progress">Told how far a long command is.</param>
public sealed class ModelCommands(ModelStore store, TextWriter output, TextWriter progress)
{
    private const int Success = 0;
    private const int Failure = 1;
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
                CultureInfo.InvariantCulture, $"  {card.Id,-22} {Word(card.Task),-7} {state,-8} {card.Bytes / Megabyte,6:0.0} MB  {card.Licence.Id}"));
        }

        output.WriteLine("Packs:");
        foreach (var pack in store.Catalog.Packs)
        {
            output.WriteLine($"  {pack.Name,-14} {pack.Detector} + {pack.Embedder}: {pack.Summary}");
        }

        return Success;
    }

    /// <summary>Shows the card of a model.</summary>
    /// <exception cref="UserErrorException">There is no such model.</exception>
    public int Show(string id, bool json)
    {
        var card = store.Catalog.Cards.FirstOrDefault(card => card.Id == id)
            ?? throw new UserErrorException($"There is no model '{id}'. Run 'analytics models list' to see them.");
        output.Write(json ? card.ToJson() + "\n" : CardPage.Of(card));
        return Success;
    }

    /// <summary>Takes the models that <paramref name="folder"/> holds, whatever the files are called.</summary>
    /// <param name="folder">Searched with its subfolders.</param>
    /// <param name="acceptLicence">Whether licences that forbid some uses are accepted; without that their models are left.</param>
    /// <exception cref="UserErrorException">There is no such folder, or it holds no model that can be taken.</exception>
    public int Import(string folder, bool acceptLicence)
    {
        var report = ModelImport.Run(store, folder, acceptLicence);
        if (report.LeftOut is { } leftOut)
        {
            output.WriteLine(leftOut);
        }

        foreach (var (card, from) in report.Taken)
        {
            output.WriteLine($"took {card.Id} from {from}");
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
            output.WriteLine($"unknown {path}");
        }

        return report.Taken.Count + report.AlreadyThere.Count > 0 ? Success
            : report.Restricted.Count > 0 ? throw new UserErrorException(
                $"All models in '{folder}' are under licences that forbid some uses. Read them, and run the command again with '--accept-licence'.")
            : throw new UserErrorException(
                $"'{folder}' holds no model that this release knows. Run 'analytics models list' to see which it knows.");
    }

    /// <summary>Downloads what is missing of a pack, or one model.</summary>
    /// <param name="name">The name of a pack or the id of a model.</param>
    /// <param name="acceptLicence">Whether licences that forbid some uses are accepted.</param>
    /// <param name="client">Makes the requests.</param>
    /// <param name="cancellationToken">Stops; what arrived is kept for the next attempt.</param>
    /// <exception cref="UserErrorException">The name is unknown, a licence was not accepted, or the download failed.</exception>
    public async Task<int> PullAsync(string name, bool acceptLicence, HttpClient client, CancellationToken cancellationToken)
    {
        var cards = store.Catalog.Cards.FirstOrDefault(card => card.Id == name) is { } single
            ? [single]
            : store.Catalog.CardsOf(store.Catalog.Pack(name));
        var fetched = await new ModelDownload(client).PullAsync(store, cards, acceptLicence, new Percentages(progress), cancellationToken);
        foreach (var card in cards)
        {
            await output.WriteLineAsync($"{(fetched.Contains(card) ? "fetched" : "had")} {card.Id}");
        }

        return Success;
    }

    /// <summary>Checks the hash of every model in the store; 1 when one is altered.</summary>
    public int Verify()
    {
        var altered = false;
        foreach (var card in store.Catalog.Cards)
        {
            switch (store.Verify(card))
            {
                case ModelState.Present:
                    output.WriteLine($"good {card.Id}");
                    break;
                case ModelState.Altered:
                    altered = true;
                    output.WriteLine($"altered {card.Id}: delete {store.PathOf(card)}. {store.Remedy(card)}");
                    break;
            }
        }

        return altered ? Failure : Success;
    }

    /// <summary>Measures models and writes the report.</summary>
    /// <exception cref="UserErrorException">Nothing was asked, or a model, a folder or a file is missing.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public int Evaluate(EvaluationRequest request, AnalyticsOptions options, ILogger logger, CancellationToken stop)
    {
        var report = new ModelEvaluation(store, options, progress, logger).Run(request, stop);
        report.Write(output, request.Json);
        if (request.Record)
        {
            CardFigures.Record(report, store.Catalog);
        }

        return Success;
    }

    /// <summary>Measures how often strangers look alike to a model, and writes its card.</summary>
    /// <exception cref="UserErrorException">The model or the folder is missing, the card cannot be written, or there are too few pictures.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public int Calibrate(CalibrationRequest request, AnalyticsOptions options, ILogger logger, CancellationToken stop)
    {
        var calibration = new ModelCalibration(store, options, progress, logger).Run(request, stop);
        CalibrationReport.Write(calibration, output, request.Json);
        return Success;
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
