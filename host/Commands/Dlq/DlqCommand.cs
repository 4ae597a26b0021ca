using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host.Commands.Dlq;

/// <summary><c>analytics dlq</c>: rejected Kafka messages (dead letters).</summary>
public static class DlqCommand
{
    private const int UsualLimit = 100;
    private const int LargestLimit = 100_000;
    private const string Servers = "--set Bus:Kafka:Servers=kafka:9092";

    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("dlq", "Lists and replays rejected Kafka messages (dead letters).")
        {
            List(), Show(), Replay(),
        }
        .WithExamples(
            $"analytics dlq list {Servers}", $"analytics dlq show 0/17 {Servers}", $"analytics dlq replay 0/17 0/18 {Servers}",
            $"analytics dlq replay --all {Servers}");

    private static Command List()
    {
        var limit = Limit("Lists at most the latest N.");
        return new Command("list", "Lists the latest dead letters with their reasons.") { limit, CommonOptions.Output }
            .WithExamples($"analytics dlq list {Servers}", $"analytics dlq list --limit 1000 --output json {Servers}")
            .Runs(parsed => new DlqRequest(parsed.GetValue(limit), [], false, parsed.GetValue(CommonOptions.Output)),
                DlqHandlers.ListAsync);
    }

    private static Command Show()
    {
        var letter = new Argument<string>("LETTER") { Description = "The dead letter: PARTITION/OFFSET as listed." };
        return new Command("show", "Shows a dead letter without its template.") { letter, CommonOptions.Output }
            .WithExamples($"analytics dlq show 0/17 {Servers}")
            .Runs(
                parsed => new DlqRequest(UsualLimit, [parsed.GetRequiredValue(letter)], false, parsed.GetValue(CommonOptions.Output)),
                DlqHandlers.ShowAsync);
    }

    private static Command Replay()
    {
        var letters = new Argument<string[]>("LETTER")
        { Description = "Dead letters: PARTITION/OFFSET as listed.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Replays all dead letters that 'list' shows." };
        var limit = Limit("With --all, replays at most the latest N.");
        return new Command(
            "replay",
            "Sends dead letters to their topics again. Run it after you fix the cause. An event that was consumed before does not count "
            + "twice if it is among the latest 16,384 that the node read from its partition since it started.")
            {
                letters, all, limit, CommonOptions.Output,
            }
            .WithExamples($"analytics dlq replay 0/17 0/18 {Servers}", $"analytics dlq replay --all {Servers}")
            .Runs(
                parsed => new DlqRequest(
                    parsed.GetValue(limit), parsed.GetValue(letters) ?? [], parsed.GetValue(all),
                    parsed.GetValue(CommonOptions.Output)),
                DlqHandlers.ReplayAsync);
    }

    private static Option<int> Limit(string description)
    {
        var limit = new Option<int>("--limit")
        { HelpName = "N", Description = description, DefaultValueFactory = _ => UsualLimit };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(int.TryParse(text, out var number) && number is > 0 and <= LargestLimit))
            {
                result.AddError($"--limit {text}: it must be 1 to {LargestLimit}.");
            }
        });
        return limit;
    }
}
