using System.CommandLine;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Evaluate;
using Analytics.Host;
using Analytics.Match.Index;
using Analytics.Match.Index.Embedded;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Benchmarks.Identification;

/// <summary><c>identification</c>: 1:N on Labeled Faces in the Wild.</summary>
internal static class IdentificationCommand
{
    private static readonly Dictionary<string, Adapter> Adapters = new Adapter[]
    {
        new("embedded", (folder, collection) => EmbeddedFaceIndex.Open(folder, collection, new EmbeddedIndexOptions())),
        new("memory", (_, collection) => new InMemoryFaceIndex(collection)),
    }.ToDictionary(adapter => adapter.Name);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var lfw = new Option<string>("--lfw") { HelpName = "DIR", Description = "Labeled Faces in the Wild.", Required = true };
        var model = new Option<string>(
            "--model")
        { HelpName = "MODEL", Description = "The embedder.", DefaultValueFactory = _ => "omz-reid-0095" };
        var largest = new Option<int>(
            "--largest")
        { HelpName = "N", Description = "The most entries of a gallery.", DefaultValueFactory = _ => 1_000_000 };
        var index = new Option<string>("--index")
        {
            HelpName = "NAME",
            Description = $"The index beside the exact search: {string.Join(", ", Adapters.Keys)}, or none.",
            DefaultValueFactory = _ => "embedded",
        };
        index.AcceptOnlyFromAmong([.. Adapters.Keys, "none"]);
        var docs = new Option<string?>("--docs") { HelpName = "DIR", Description = "Writes identification.md and its pictures there." };
        var output = new Option<string>(
            "--output")
        { HelpName = "FORMAT", Description = "'json' or 'table'.", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("json", "table");
        var command = new Command(
            "identification", "Measures 1:N: who is missed, and who is taken for somebody, by the size of the gallery.")
        {
            lfw, model, largest, index, docs, output,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetRequiredValue(lfw), parsed.GetRequiredValue(model), parsed.GetValue(largest),
            Adapters.GetValueOrDefault(parsed.GetValue(index)!), parsed.GetValue(docs), parsed.GetValue(output) == "json", stop));
        return command;
    }

    private static async Task<int> RunAsync(
        string lfw, string model, int largest, Adapter? index, string? docs, bool json, CancellationToken stop)
    {
        try
        {
            var run = new IdentificationRun(Embed(lfw, model, stop), Bench.Say);
            var report = await run.RunAsync(largest, index);
            await Console.Out.WriteLineAsync(json ? report.ToJson() : report.ToMarkdown());
            if (docs is not null)
            {
                await File.WriteAllTextAsync(Path.Combine(docs, "identification.md"), report.ToMarkdown(), stop);
                Plots.Det(Path.Combine(docs, "identification-det.png"), run.Curves);
                Plots.Sizes(Path.Combine(docs, "identification-fpir.png"), report.Sizes);
            }

            return 0;
        }
        catch (FailureException exception)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message} {CommonHints.Of(exception)}".TrimEnd());
            return ExitCode.Of(exception);
        }
    }

    // Through the detection, alignment and embedding of production.
    private static IReadOnlyList<IReadOnlyList<Template>> Embed(string lfw, string model, CancellationToken stop)
    {
        var options = new AnalyticsOptions { Models = new ModelOptions { Pack = "omz" } };
        var store = options.Models.OpenStore();
        var detect = options.Detect with { ScoreThreshold = (float)options.Track.HighScore };
        var pack = store.Catalog.Pack(options.Models.Pack);
        using var detector = FaceDetectorFactory.Create(
            store, store.Catalog.Card(pack.Detector, ModelTask.Detect), detect, options.Inference, NullLogger.Instance);
        using var embedder = FaceEmbedderFactory.Create(
            store, store.Catalog.Card(model, ModelTask.Embed), options.Inference, NullLogger.Instance);
        var frames = new FramePool();
        var people = LfwFolder.Read(lfw, LfwPeople.All);
        var faces = new LfwFaces(detector, embedder, frames, flip: false, Environment.ProcessorCount)
            .Embed(lfw, [.. people.SelectMany(images => images)], Console.Error, stop);
        return [.. people.Select(images => (IReadOnlyList<Template>)[.. images.Select(image => faces.ByImage[image])])];
    }
}
