using System.Text.Json.Serialization;
using Analytics.Cli;
using Analytics.Host.Commands.People;

namespace Analytics.Host.Commands.Watchlists;

/// <summary>A watchlist.</summary>
public sealed record WatchlistAnswer(string Id, string Description, double? FalseAlertsPerDay, double? Threshold, int People);

/// <summary>What <c>watchlists list</c> answers.</summary>
public sealed record WatchlistsAnswer(IReadOnlyList<WatchlistAnswer> Watchlists);

/// <summary>What <c>watchlists show</c> answers.</summary>
public sealed record WatchlistDetailAnswer(WatchlistAnswer Watchlist, IReadOnlyList<PersonAnswer> People);

/// <summary>What <c>watchlists add</c>, <c>remove</c> and <c>delete</c> answer.</summary>
public sealed record MembersChangedAnswer(string Watchlist, int Changed);

/// <summary>Writes them.</summary>
internal static class WatchlistAnswers
{
    private static readonly WatchlistJson Json = new(Answer.JsonOptions);

    /// <summary>Writes the answer as one JSON object, or the lines that say the same.</summary>
    public static void Write<T>(this CommandContext context, OutputFormat format, T answer, Func<T, IEnumerable<string>> lines) =>
        context.Write(format, answer, Json, lines);
}

/// <summary>How they become JSON.</summary>
[JsonSerializable(typeof(WatchlistsAnswer))]
[JsonSerializable(typeof(WatchlistDetailAnswer))]
[JsonSerializable(typeof(WatchlistAnswer))]
[JsonSerializable(typeof(MembersChangedAnswer))]
internal sealed partial class WatchlistJson : JsonSerializerContext;
