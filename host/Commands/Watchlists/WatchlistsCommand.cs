using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host.Commands.Watchlists;

/// <summary><c>analytics watchlists</c>: who alerts, and how often a false alert may be.</summary>
public static class WatchlistsCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("watchlists", "Creates, fills and shows watchlists.")
    {
        Policy(
                "create", "Creates a watchlist; by default with a budget of 0.01 false alerts per camera and day.",
                WatchlistHandlers.CreateAsync)
            .WithExamples(
                "analytics watchlists create banned",
                "analytics watchlists create staff --threshold 0.45 --description \"people who work here\""),
        new Command("list", "Lists the watchlists.") { CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output }
            .WithExamples("analytics watchlists list --output json")
            .Runs(GallerySettings.Of, WatchlistHandlers.ListAsync),
        One("show", "Shows a watchlist and its people.", WatchlistHandlers.ShowAsync),
        One("explain", "Shows the threshold of a watchlist and how it follows from the budget.", WatchlistHandlers.ExplainAsync),
        Members("add", "Adds people to a watchlist.", add: true),
        Members("remove", "Removes people from a watchlist. They stay enrolled.", add: false),
        Policy("set", "Changes the description or the policy of a watchlist.", WatchlistHandlers.SetAsync)
            .WithExamples("analytics watchlists set banned --false-alerts-per-day 0.1"),
        One("delete", "Deletes a watchlist. Its people stay enrolled.", WatchlistHandlers.DeleteAsync),
    }.WithExamples(
        "analytics watchlists create banned", "analytics watchlists add banned \"Ann Example\"", "analytics watchlists show banned");

    private static Command Policy(string verb, string what, CommandHandler<PolicyRequest> handler)
    {
        var list = List();
        var description = new Option<string?>("--description") { HelpName = "TEXT", Description = "Purpose of the watchlist." };
        var budget = new Option<double?>("--false-alerts-per-day")
        { HelpName = "N", Description = "Budget: the most false alerts per camera and day. The threshold follows from it." };
        var threshold = new Option<float?>("--threshold")
        { HelpName = "SIMILARITY", Description = "Fixed similarity threshold instead of a budget, 0 to 1." };
        return new Command(verb, what)
            { list, description, budget, threshold, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output }
            .Runs(
                parsed => new PolicyRequest(
                    GallerySettings.Of(parsed), parsed.GetRequiredValue(list), parsed.GetValue(description), parsed.GetValue(budget),
                    parsed.GetValue(threshold)),
                handler);
    }

    private static Command One(string verb, string what, CommandHandler<WatchlistRequest> handler)
    {
        var list = List();
        return new Command(verb, what) { list, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output }
            .WithExamples($"analytics watchlists {verb} banned")
            .Runs(parsed => new WatchlistRequest(GallerySettings.Of(parsed), parsed.GetRequiredValue(list)), handler);
    }

    private static Command Members(string verb, string what, bool add)
    {
        var list = List();
        var people = new Argument<string[]>("NAME|ID")
        { Arity = ArgumentArity.OneOrMore, Description = "Names (case is ignored) or ids." };
        return new Command(verb, what) { list, people, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output }
            .WithExamples($"analytics watchlists {verb} banned \"Ann Example\" Bob")
            .Runs(
                parsed => new MembersRequest(
                    GallerySettings.Of(parsed), parsed.GetRequiredValue(list), parsed.GetRequiredValue(people), add),
                WatchlistHandlers.ChangeAsync);
    }

    private static Argument<string> List() => new("LIST") { Description = "The id of the watchlist, for example 'banned'." };
}
