using System.Globalization;
using Analytics.Bus;
using Analytics.Cli;
using Analytics.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Host.Commands.Dlq;

/// <summary>Which dead letters, and how they are answered.</summary>
/// <param name="Limit">The most that are read where none is named.</param>
/// <param name="Letters">Their ids.</param>
/// <param name="All">All of them.</param>
/// <param name="Output">Lines or JSON.</param>
internal sealed record DlqRequest(int Limit, IReadOnlyList<string> Letters, bool All, OutputFormat Output);

/// <summary><c>analytics dlq</c>.</summary>
internal static class DlqHandlers
{
    /// <summary>Lists the latest.</summary>
    public static Task<int> ListAsync(DlqRequest asked, CommandContext context, CancellationToken stop)
    {
        var letters = Open(context).List(asked.Limit);
        context.Write(asked.Output, new DeadLettersAnswer([.. letters.Select(Answer)]), Lines);
        return Task.FromResult(ExitCode.Success);
    }

    /// <summary>Shows one.</summary>
    public static Task<int> ShowAsync(DlqRequest asked, CommandContext context, CancellationToken stop)
    {
        var letter = Find(Open(context), asked.Letters[0]);
        context.Write(asked.Output, Answer(letter), Details);
        return Task.FromResult(ExitCode.Success);
    }

    /// <summary>Sends some again.</summary>
    public static async Task<int> ReplayAsync(DlqRequest asked, CommandContext context, CancellationToken stop)
    {
        if (asked.All == asked.Letters.Count > 0)
        {
            throw new InvalidException("Name the dead letters to replay, as 'analytics dlq list' shows them, or use --all.");
        }

        var box = Open(context);
        IReadOnlyList<DeadLetter> chosen = asked.All ? box.List(asked.Limit) : [.. asked.Letters.Select(id => Find(box, id))];
        await box.ReplayAsync(chosen);
        context.Write(
            asked.Output, new ReplayedAnswer([.. chosen.Select(letter => letter.Id)]), answer => [$"{answer.Replayed.Count} sent again."]);
        return ExitCode.Success;
    }

    private static DeadLetterBox Open(CommandContext context)
    {
        var options = context.Options.Bus.Kafka;
        return new(new KafkaClients(options, Environment.GetEnvironmentVariable, TimeProvider.System, NullLogger.Instance), options);
    }

    private static DeadLetter Find(DeadLetterBox box, string id) =>
        box.Find(id) ?? throw new NotFoundException($"There is no dead letter '{id}'. 'analytics dlq list' shows the latest.");

    private static DeadLetterAnswer Answer(DeadLetter letter) => new(
        letter.Id, letter.At, letter.Camera, letter.Type, letter.Bytes, letter.Reason, $"{letter.Topic}/{letter.Place}", letter.Fault);

    private static IEnumerable<string> Lines(DeadLettersAnswer answer)
    {
        foreach (var letter in answer.Letters)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{letter.Id}  {letter.At:yyyy-MM-dd HH:mm:ss}  {letter.Camera}  {letter.Reason}");
        }

        if (answer.Letters.Count == 0)
        {
            yield return "No dead letters.";
        }
    }

    private static IEnumerable<string> Details(DeadLetterAnswer letter) =>
    [
        $"{letter.Id}: {letter.Reason}",
        string.Create(CultureInfo.InvariantCulture, $"  rejected: {letter.At:yyyy-MM-dd HH:mm:ss} UTC"),
        $"  from: {letter.From}",
        $"  camera: {letter.Camera}",
        $"  type: {letter.Type ?? "none"}",
        $"  bytes: {letter.Bytes}",
        $"  by this version: {letter.Fault ?? "it can be read; 'analytics dlq replay' sends it again"}",
    ];
}
