using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.Contracts;
using Analytics.Host.Commands.People;
using Analytics.Match.Decisions;
using Analytics.People;
using Analytics.People.Watchlists;
using Analytics.Store;

namespace Analytics.Host.Commands.Watchlists;

/// <summary>The arguments of <c>watchlists create</c> and <c>set</c>.</summary>
/// <param name="Gallery">The gallery that holds it.</param>
/// <param name="List">Its id.</param>
/// <param name="Description">What it is for; none leaves it.</param>
/// <param name="FalseAlertsPerDay">A budget per camera and day; none leaves it.</param>
/// <param name="Threshold">A fixed similarity; none leaves it.</param>
internal sealed record PolicyRequest(
    GallerySettings Gallery, string List, string? Description, double? FalseAlertsPerDay, float? Threshold)
{
    /// <summary>The policy, when one was given.</summary>
    /// <exception cref="FailureException">Both kinds were.</exception>
    public WatchlistPolicy? Policy => (FalseAlertsPerDay, Threshold) switch
    {
        (not null, not null) => throw new InvalidException(
            "A watchlist has a budget or a fixed threshold: set one of --false-alerts-per-day and --threshold."),
        ({ } budget, _) => WatchlistPolicy.Budget(budget),
        (_, { } threshold) => WatchlistPolicy.Fixed(new Similarity(threshold)),
        _ => null,
    };
}

/// <summary>One watchlist.</summary>
internal sealed record WatchlistRequest(GallerySettings Gallery, string List);

/// <summary>Whom to put on a list, or take off it.</summary>
internal sealed record MembersRequest(GallerySettings Gallery, string List, string[] People, bool Add);

/// <summary>The commands under <c>analytics watchlists</c>.</summary>
internal static class WatchlistHandlers
{
    /// <summary><c>watchlists create</c>.</summary>
    public static async Task<int> CreateAsync(PolicyRequest asked, CommandContext context, CancellationToken stop)
    {
        var policy = asked.Policy ?? WatchlistPolicy.Default;
        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        await gallery.Watchlists.CreateAsync(new(asked.List), asked.Description ?? "", policy, stop);
        return await WriteAsync(gallery, asked, context, stop);
    }

    /// <summary><c>watchlists set</c>.</summary>
    public static async Task<int> SetAsync(PolicyRequest asked, CommandContext context, CancellationToken stop)
    {
        var policy = asked.Policy;
        if (policy is null && asked.Description is null)
        {
            throw new InvalidException("Nothing to change: set --description, --false-alerts-per-day or --threshold.");
        }

        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        await gallery.Watchlists.SetAsync(new(asked.List), asked.Description, policy, stop);
        return await WriteAsync(gallery, asked, context, stop);
    }

    /// <summary><c>watchlists list</c>.</summary>
    public static async Task<int> ListAsync(GallerySettings asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.OpenAsync(context, stop);
        var lists = await gallery.Watchlists.ListAsync(stop);
        context.Write(asked.Output, new WatchlistsAnswer([.. lists.Select(Of)]), answer => answer.Watchlists.Count == 0
            ? ["There is no watchlist. 'analytics watchlists create LIST' makes one."]
            : answer.Watchlists.Select(Line));
        return ExitCode.Success;
    }

    /// <summary><c>watchlists show</c>.</summary>
    public static async Task<int> ShowAsync(WatchlistRequest asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        var list = await gallery.Watchlists.GetAsync(new(asked.List), stop);
        var people = await gallery.Watchlists.PeopleAsync(list.Id, stop);
        context.Write(
            asked.Gallery.Output, new WatchlistDetailAnswer(Of(list), [.. people.Select(PeopleText.Of)]),
            answer => [Line(answer.Watchlist), .. answer.People.Select(person => $"  {PeopleText.Line(person)}")]);
        return ExitCode.Success;
    }

    /// <summary><c>watchlists explain</c>.</summary>
    public static async Task<int> ExplainAsync(WatchlistRequest asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        var thresholds = new WatchlistThresholds(gallery.Database, await gallery.IndexAsync(stop), gallery.Calibration)
        {
            TogetherFrom = new Similarity(gallery.Evidence.Neutral),
        };
        var tracks = TrackRate.From(0, TimeSpan.Zero, gallery.Options.Match.TracksPerCameraDay);
        var question = await thresholds.AskAsync(new(asked.List), tracks, stop);
        if (question.Nearest is { } nearest)
        {
            // People are shown by their names.
            var names = await gallery.People.NamesAsync(stop);
            PersonId Named(PersonId person) => new(names.GetValueOrDefault(person, person.Value));
            question = question with { Nearest = nearest with { First = Named(nearest.First), Second = Named(nearest.Second) } };
        }

        var explanation = Threshold.Explain(question, gallery.Calibration);
        foreach (var line in asked.Gallery.Output == OutputFormat.Json ? [explanation.ToJson()]
            : explanation.Lines().Select(TerminalText.Line))
        {
            await context.Output.WriteLineAsync(line);
        }

        return ExitCode.Success;
    }

    /// <summary><c>watchlists add</c> and <c>remove</c>.</summary>
    public static async Task<int> ChangeAsync(
        MembersRequest asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        WatchlistId list = new(asked.List);
        List<PersonId> people = [];
        foreach (var person in asked.People)
        {
            people.Add((await gallery.People.GetAsync(person, stop)).Id);
        }

        var changed = asked.Add
            ? await gallery.Watchlists.AddAsync(list, people, stop)
            : await gallery.Watchlists.RemoveAsync(list, people, stop);
        string Done(int count) => $"{Quantity.Of(count, "person", "people")} {(asked.Add ? "added to" : "taken off")} '{asked.List}'.";
        await gallery.UpdateIndexAsync(Done(changed), stop);
        context.Write(asked.Gallery.Output, new MembersChangedAnswer(asked.List, changed), answer => [Done(answer.Changed)]);
        return ExitCode.Success;
    }

    /// <summary><c>watchlists delete</c>.</summary>
    public static async Task<int> DeleteAsync(WatchlistRequest asked, CommandContext context, CancellationToken stop)
    {
        await using var gallery = await asked.Gallery.OpenAsync(context, stop);
        var people = await gallery.Watchlists.DeleteAsync(new(asked.List), stop);
        await gallery.UpdateIndexAsync($"Deleted '{asked.List}'.", stop);
        context.Write(asked.Gallery.Output, new MembersChangedAnswer(asked.List, people), answer =>
            [$"Deleted '{answer.Watchlist}'; {Quantity.Of(answer.Changed, "person", "people")} that were on it stay enrolled."]);
        return ExitCode.Success;
    }

    private static async Task<int> WriteAsync(
        Gallery gallery, PolicyRequest asked, CommandContext context, CancellationToken stop)
    {
        context.Write(asked.Gallery.Output, Of(await gallery.Watchlists.GetAsync(new(asked.List), stop)), answer => [Line(answer)]);
        return ExitCode.Success;
    }

    private static WatchlistAnswer Of(WatchlistView list) => new(
        list.Id.Value, list.Description, list.Policy.FalseAlertsPerDay,
        list.Policy.Threshold is { } threshold ? Math.Round(threshold.Value, 6) : null, list.People);

    private static string Line(WatchlistAnswer list)
    {
        var policy = list.Threshold is { } threshold
            ? $"alerts from similarity {threshold:0.###} on"
            : $"at most {list.FalseAlertsPerDay:0.####} false alerts per camera and day";
        return $"{list.Id} ({Quantity.Of(list.People, "person", "people")}; {policy})"
            + $"{(list.Description.Length == 0 ? "" : $": {list.Description}")}";
    }
}
