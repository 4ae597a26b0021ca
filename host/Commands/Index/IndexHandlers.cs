using System.Globalization;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Recall;
using Analytics.People.Index;
using Analytics.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Host.Commands.Index;

/// <summary>How an index is measured.</summary>
/// <param name="Gallery">Which gallery.</param>
/// <param name="Probes">Faces to look for; 0 measures nothing.</param>
/// <param name="Cosine">Between a probe and its face.</param>
/// <param name="Seed">Picks the faces and the probes.</param>
internal sealed record RecallRequest(GallerySettings Gallery, int Probes, double Cosine, int Seed);

/// <summary><c>analytics index status</c> and <c>recall</c>.</summary>
internal static class IndexHandlers
{
    /// <summary>Says how the index is.</summary>
    public static async Task<int> StatusAsync(RecallRequest asked, CommandContext context, CancellationToken stop)
    {
        await using var index = await OpenAsync(asked.Gallery, context, stop);
        var status = Value(await index.StatusAsync(stop));
        var recall = asked.Probes > 0 ? await MeasureAsync(index, asked, context, stop) : null;
        var (collection, facts) = (status.Collection, status.Facts.ToDictionary(fact => fact.Key, fact => fact.Value));
        facts["erasuresPending"] = (await PendingAsync(asked.Gallery.Data, context, stop)).ToString(CultureInfo.InvariantCulture);
        context.Write(
            asked.Gallery.Output,
            new IndexStatusAnswer(status.Kind, collection.Name, collection.Model.Value, collection.Length, status.Faces, facts, recall),
            Lines);
        return ExitCode.Success;
    }

    /// <summary>Measures recall@1; 3 when it is surely below the target.</summary>
    public static async Task<int> RecallAsync(RecallRequest asked, CommandContext context, CancellationToken stop)
    {
        await using var index = await OpenAsync(asked.Gallery, context, stop);
        var recall = await MeasureAsync(index, asked, context, stop) ?? throw new InvalidException(
            "The index is empty, so there is nothing to measure. Enrol people with 'analytics people add' or 'analytics people import'.");
        context.Write(asked.Gallery.Output, recall, answer => [Line(answer)]);
        return recall.Upper < recall.Target ? ExitCode.CheckFailed : ExitCode.Success;
    }

    // What was removed from the database, and is not known to be gone from the index.
    private static async Task<int> PendingAsync(string data, CommandContext context, CancellationToken stop)
    {
        var variables = CommonOptions.Variables();
        if (!GalleryPlace.Exists(data, context.Options.Gallery, variables))
        {
            return 0;
        }

        using var database = await GalleryPlace.OpenAsync(data, context.Options.Gallery, variables, stop);
        return (await PendingErasures.OfAsync(database, stop)).Count;
    }

    private static Task<IFaceIndex> OpenAsync(GallerySettings asked, CommandContext context, CancellationToken stop)
    {
        var options = asked.OptionsOf(context);
        var collection = GalleryIndex.CollectionOf(options.Models.OpenStore(), options.Models.Pack);
        return GalleryIndex.OpenToReadAsync(options.Index, asked.Data, collection, NullLogger.Instance, stop);
    }

    private static async Task<IndexRecallAnswer?> MeasureAsync(
        IFaceIndex index, RecallRequest asked, CommandContext context, CancellationToken stop)
    {
        var measured = Value(await new RecallMeasurement(index, TimeProvider.System).RunAsync(
            asked.Probes, (float)asked.Cosine, new Random(asked.Seed), stop));
        return measured is { Estimate: var estimate }
            ? new IndexRecallAnswer(
                estimate.Probes, estimate.Misses, estimate.Recall, estimate.Lower, estimate.Upper, context.Options.Index.RecallTarget,
                asked.Cosine, measured.Search.TotalMilliseconds, measured.Exact.TotalMilliseconds)
            : null;
    }

    private static T Value<T>(IndexAnswer<T> answer) =>
        answer.Unavailable is { } away ? throw away.ToFailure() : answer.Value;

    private static IEnumerable<string> Lines(IndexStatusAnswer status)
    {
        yield return $"{status.Kind}: '{status.Collection}', {status.Faces} faces, "
            + $"templates of '{status.Model}' with {status.Length} components";
        foreach (var (name, value) in status.Facts)
        {
            yield return $"  {name}: {value}";
        }

        if (status.Recall is { } recall)
        {
            yield return $"  measured now: {Line(recall)}";
        }
    }

    private static string Line(IndexRecallAnswer recall) => string.Create(
        CultureInfo.InvariantCulture,
        $"recall@1 {recall.Recall:0.0000} (95 %: {recall.Lower:0.0000} to {recall.Upper:0.0000}), "
        + $"{recall.Misses} of {recall.Probes} probes at cosine {recall.Cosine:0.##} missed, target {recall.Target}; "
        + $"{recall.SearchMs:0.00} ms a search, {recall.ExactMs:0.00} ms exactly");
}
