using System.CommandLine;

namespace Analytics.Host.Commands;

/// <summary><c>analytics models</c>: which models there are, and how they come into the store.</summary>
public static class ModelsCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create(ModelsHandlers handlers) => new Command("models", "Lists, fetches, checks and measures models.")
    {
        new Command("list", "Lists models and packs, and which are in the store.")
            .WithExamples("analytics models list")
            .Runs(_ => new NoSettings(), handlers.List),
        Import(handlers.Import),
        Pull(handlers.Pull),
        new Command("verify", "Checks every file of the store against the hash on its card.")
            .WithExamples("analytics models verify")
            .Runs(_ => new NoSettings(), handlers.Verify),
        Evaluate(handlers.Evaluate),
    }.WithExamples("analytics models list", "analytics models pull omz", "analytics models verify");

    private static Command Import(CommandHandler<ModelsImportSettings> handler)
    {
        var folder = new Argument<string>("DIR") { Description = "Searched with its subfolders; files are known by their hash, whatever their name." };
        return new Command("import", "Takes model files from a folder, without the network.") { folder, CommonOptions.AcceptLicence }
            .WithExamples("analytics models import /media/usb", "analytics models import models/ --accept-licence")
            .Runs(parsed => new ModelsImportSettings(parsed.GetRequiredValue(folder), parsed.GetValue(CommonOptions.AcceptLicence)), handler);
    }

    private static Command Pull(CommandHandler<ModelsPullSettings> handler)
    {
        var pack = new Argument<string>("PACK") { Description = "A pack of 'analytics models list'." };
        return new Command("pull", "Downloads the models of a pack from where their cards say.") { pack, CommonOptions.AcceptLicence }
            .WithExamples("analytics models pull omz", "analytics models pull insightface-l --accept-licence")
            .Runs(parsed => new ModelsPullSettings(parsed.GetRequiredValue(pack), parsed.GetValue(CommonOptions.AcceptLicence)), handler);
    }

    private static Command Evaluate(CommandHandler<ModelsEvaluateSettings> handler)
    {
        var lfw = new Option<string>("--lfw") { HelpName = "DIR", Required = true, Description = "Labeled Faces in the Wild: one folder for each person." };
        var pairs = new Option<string>("--pairs") { HelpName = "FILE", Required = true, Description = "The official 6,000 pairs." };
        return new Command("evaluate", "Measures a pack on Labeled Faces in the Wild, through detection, alignment and embedding.")
            {
                lfw, pairs, CommonOptions.Pack,
            }
            .WithExamples("analytics models evaluate --lfw lfw/ --pairs pairs.txt --models omz")
            .Runs(
                parsed => new ModelsEvaluateSettings(parsed.GetRequiredValue(lfw), parsed.GetRequiredValue(pairs), parsed.GetValue(CommonOptions.Pack)),
                handler);
    }
}
