using System.CommandLine;
using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.Contracts.Files;
using Analytics.Evaluate;
using Microsoft.Extensions.Logging;

namespace Analytics.Host.Commands.Models;

/// <summary><c>analytics models</c>: which models there are, how they come into the store, and how good they are.</summary>
public static class ModelsCommand
{
    // Until the server answers; a download may take as long as it does.
    private static readonly TimeSpan ConnectionTimeout = TimeSpan.FromMinutes(2);

    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("models", "Lists, fetches, checks and measures models.")
    {
        new Command("list", "Lists the models and packs, and which models are in the store.")
            .WithExamples("analytics models list")
            .Runs(_ => new ListModelsRequest(), (_, context, _) => Task.FromResult(Models(context).List())),
        Show(),
        Import(),
        Pull(),
        Verify(),
        Evaluate(),
        CalibrateCommand.Create(),
    }.WithExamples("analytics models list", "analytics models pull opencv", "analytics models verify");

    private static Command Show()
    {
        var model = new Argument<string>("MODEL") { Description = "A model, as in 'analytics models list'." };
        return new Command("show", "Shows the card of a model: source, licence and accuracy.")
            {
                model, CommonOptions.Output,
            }
            .WithExamples("analytics models show mobilefacenet-se", "analytics models show mobilefacenet-se --output json")
            .Runs(
                parsed => new ShowModelRequest(
                    parsed.GetRequiredValue(model), parsed.GetValue(CommonOptions.Output) == OutputFormat.Json),
                (asked, context, _) => Task.FromResult(Models(context).Show(asked)));
    }

    private static Command Import()
    {
        var folder = new Argument<string>("DIR") { Description = "Searched with its subfolders. Files are recognised by their hash." };
        var accept = AcceptLicence();
        return new Command("import", "Imports model files from a folder, without a network.") { folder, accept }
            .WithExamples("analytics models import /media/usb", "analytics models import models/ --accept-licence")
            .Runs(
                parsed => new ImportModelsRequest(parsed.GetRequiredValue(folder), parsed.GetValue(accept)),
                (asked, context, _) => Task.FromResult(Models(context).Import(asked)));
    }

    private static Command Pull()
    {
        var pack = new Argument<string>("PACK") { Description = "A pack or a model, as in 'analytics models list'." };
        var accept = AcceptLicence();
        return new Command("pull", "Downloads the models of a pack from their publishers.") { pack, accept }
            .WithExamples("analytics models pull opencv", "analytics models pull insightface-l --accept-licence")
            .Runs(
                parsed => new PullModelsRequest(parsed.GetRequiredValue(pack), parsed.GetValue(accept)),
                async (asked, context, stop) =>
                {
                    using var client = new HttpClient { Timeout = ConnectionTimeout };
                    return await Models(context).PullAsync(asked, client, stop);
                });
    }

    private static Command Verify()
    {
        var record = new Option<string?>("--record")
        {
            HelpName = "MODEL",
            Description = "Writes the results of this model to its card (models/MODEL.json) as golden answers, instead of checking.",
        };
        return new Command(
            "verify",
            "Checks the hash of every model in the store, and compares its results on this machine with the golden answers. "
            + "Exits with 3 if one is wrong.")
            {
                record,
            }
            .WithExamples("analytics models verify", "analytics models verify --record mobilefacenet-se")
            .Runs(
                parsed => new VerifyModelsRequest(parsed.GetValue(record)),
                (asked, context, stop) => Task.Run(() => Check(asked, context), stop));
    }

    private static int Check(VerifyModelsRequest asked, CommandContext context)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddLines(StandardError.Open(), TimeProvider.System, context.Verbose));
        var (models, inference, logger) = (Models(context), context.Options.Inference, loggers.CreateLogger<ModelCommands>());
        return asked.Record is { } model ? models.RecordAnswers(model, inference, logger) : models.Verify(inference, logger);
    }

    private static Command Evaluate()
    {
        var lfw = new Option<string?>("--lfw") { HelpName = "DIR", Description = "Labeled Faces in the Wild: one folder for each person." };
        var pairs = new Option<string?>("--pairs") { HelpName = "FILE", Description = "The official 6,000 pairs; required with --lfw." };
        var faces = new Option<string?>("--faces")
        { HelpName = "DIR", Description = "Pictures with Pascal VOC boxes (*.xml) beside them; measures the detector." };
        var detector = new Option<string?>("--detector") { HelpName = "MODEL", Description = "A detector other than the pack's." };
        var embedder = new Option<string?>("--embedder") { HelpName = "MODEL", Description = "An embedder other than the pack's." };
        var longSide = new Option<int?>("--long-side")
        { HelpName = "PIXELS", Description = "Longer side of the detector's input; by default Detect:LongSide." };
        var score = new Option<float?>("--score")
        { HelpName = "SCORE", Description = "Lowest score of a detection; by default 0.6, which a new track needs." };
        var flip = new Option<bool>("--flip") { Description = "Averages each template with the template of the mirror image." };
        var record = new Option<bool>("--record") { Description = "Also writes the results to the cards, models/MODEL.json." };
        return new Command("evaluate", "Measures models on public sets, with the detection, alignment and embedding of 'watch'.")
            {
                lfw, pairs, faces, CommonOptions.Pack, detector, embedder, longSide, score, flip, record, CommonOptions.Output,
            }
            .WithExamples(
                "analytics models evaluate --lfw lfw/ --pairs pairs.txt",
                "analytics models evaluate --lfw lfw/ --pairs pairs.txt --models omz --embedder mobilefacenet-foamliu",
                "analytics models evaluate --faces masks/")
            .Runs(
                parsed => new EvaluationRequest
                {
                    Lfw = parsed.GetValue(lfw),
                    Pairs = parsed.GetValue(pairs),
                    Faces = parsed.GetValue(faces),
                    Pack = parsed.GetValue(CommonOptions.Pack),
                    Detector = parsed.GetValue(detector),
                    Embedder = parsed.GetValue(embedder),
                    LongSide = parsed.GetValue(longSide),
                    Score = parsed.GetValue(score),
                    Flip = parsed.GetValue(flip),
                    Record = parsed.GetValue(record),
                    Json = parsed.GetValue(CommonOptions.Output) == OutputFormat.Json,
                },
                EvaluateAsync);
    }

    private static async Task<int> EvaluateAsync(EvaluationRequest request, CommandContext context, CancellationToken stop)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddLines(StandardError.Open(), TimeProvider.System, context.Verbose));
        var pack = request.Pack ?? context.Options.Models.Pack;
        return await Task.Run(
            () => Models(context).Evaluate(
                request with { Pack = pack }, context.Options.ToEvaluate(), loggers.CreateLogger<ModelEvaluation>(), stop),
            stop);
    }

    internal static ModelCommands Models(CommandContext context)
    {
        var store = context.Options.Models.OpenStore();
        if (DataFolder.IsInDefault(store.Folder))
        {
            DataFolder.Claim(DataFolder.Default, context.Error.WriteLine);
        }

        return new(store, context.Output, context.Error);
    }

    private static Option<bool> AcceptLicence() => new("--accept-licence")
    {
        Description = "Accepts licences that forbid some uses.",
    };
}
