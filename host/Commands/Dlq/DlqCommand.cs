using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host.Commands.Dlq;

/// <summary><c>analytics dlq</c>: rejected Kafka messages (dead letters).</summary>
public static class DlqCommand
{
    private const int UsualLimit = 100;
    private const int LargestLimit = 100_000;

    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new Command("dlq", "Lists and replays rejected Kafka messages (dead letters).")
        {
            List(), Show(), Replay(),
        }
        .WithExamples(
            "analytics dlq list --set Bus:Kafka:Servers=kafka:9092", "analytics dlq show 0/17", "analytics dlq replay 0/17 0/18",
            "analytics dlq replay --all");

    private static Command List()
    {
        var limit = Limit();
        return new Command("list", "Lists the latest dead letters with their reasons.") { limit, CommonOptions.Output }
            .WithExamples("analytics dlq list", "analytics dlq list --limit 1000 --output json")
            .Runs(parsed => new DlqRequest(parsed.GetValue(limit), [], false, parsed.GetValue(CommonOptions.Output)),
                DlqHandlers.ListAsync);
    }

    private static Command Show()
    {
        var letter = new Argument<string>("LETTER") { Description = "The dead letter: PARTITION/OFFSET as listed." };
        return new Command("show", "Shows a dead letter without its template.") { letter, CommonOptions.Output }
            .WithExamples("analytics dlq show 0/17")
            .Runs(
                parsed => new DlqRequest(UsualLimit, [parsed.GetRequiredValue(letter)], false, parsed.GetValue(CommonOptions.Output)),
                DlqHandlers.ShowAsync);
    }

    private static Command Replay()
    {
        var letters = new Argument<string[]>("LETTER")
        { Description = "Dead letters: PARTITION/OFFSET as listed.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All listed dead letters." };
        var limit = Limit();
        return new Command(
            "replay", "Sends dead letters to their topics again, after the cause was corrected. Sending one twice is harmless.")
            {
                letters, all, limit, CommonOptions.Output,
            }
            .WithExamples("analytics dlq replay 0/17 0/18", "analytics dlq replay --all")
            .Runs(
                parsed => new DlqRequest(
                    parsed.GetValue(limit), parsed.GetValue(letters) ?? [], parsed.GetValue(all),
                    parsed.GetValue(CommonOptions.Output)),
                DlqHandlers.ReplayAsync);
    }

    private static Option<int> Limit()
    {
        var limit = new Option<int>("--limit")
        { HelpName = "N", Description = "Lists at most the latest N.", DefaultValueFactory = _ => UsualLimit };
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
