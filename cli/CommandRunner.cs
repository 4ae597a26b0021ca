using System.CommandLine;
using System.CommandLine.Parsing;
using Analytics.Cli.Configuration;
using Analytics.Cli.Terminal;
using Analytics.Contracts;

namespace Analytics.Cli;

/// <summary>Runs one command line, from its text to the exit code.</summary>
public static class CommandRunner
{
    /// <summary>
    /// Parses and runs <paramref name="arguments"/>. Wrong input is one clean line a fault on <paramref name="error"/> and exit
    /// code 2, an internal fault its full story and exit code 1. What is not data goes through <see cref="TerminalText"/>.
    /// </summary>
    /// <param name="root">The commands.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">Takes results.</param>
    /// <param name="error">Takes all else.</param>
    /// <param name="stop">Asks for the end.</param>
    /// <param name="hint">What the user may do about a failure, as a sentence; none: nothing but what it says itself.</param>
    public static async Task<int> RunAsync(
        RootCommand root, IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken stop,
        Func<FailureException, string?>? hint = null)
    {
        foreach (var argument in arguments)
        {
            Masking.RememberOfAddress(argument); // so that no line quotes it
        }

        await using var lines = new TerminalWriter(error);
        error = lines;
        var parsed = root.Parse(arguments);
        if (parsed.Action?.ClearsParseErrors != true && Faults(parsed) is { Count: > 0 } faults)
        {
            foreach (var fault in faults)
            {
                await error.WriteLineAsync($"error: {Masking.Apply(fault)}");
            }

            await error.WriteLineAsync($"Run '{Path(parsed.CommandResult.Command)} --help' for its usage.");
            return ExitCode.BadInput;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = output,
                Error = error,
            };
            return await parsed.InvokeAsync(configuration, stop);
        }
        catch (FailureException exception)
        {
            return await ReportAsync(exception, hint, error);
        }
        catch (AggregateException several) when (several.InnerExceptions[0] is FailureException first) // of one of the threads
        {
            return await ReportAsync(first, hint, error);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        // The end of the line: what nobody expected is printed in full, passwords in URLs masked, and becomes exit code 1.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var line in $"internal error, please report it: {Masking.Apply(exception.ToString())}".Split('\n'))
            {
                await error.WriteLineAsync(line);
            }

            return ExitCode.Failed;
        }
    }

    private static async Task<int> ReportAsync(FailureException failure, Func<FailureException, string?>? hint, TextWriter error)
    {
        var message = hint?.Invoke(failure) is { } more ? $"{failure.Message} {more}" : failure.Message;
        foreach (var line in message.Split('\n'))
        {
            await error.WriteLineAsync($"error: {Masking.Apply(line)}");
        }

        return ExitCode.Of(failure);
    }

    // The parser takes a misspelt option for an argument, and says little about a misspelt command: those two are ours.
    private static IReadOnlyList<string> Faults(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var slip = parsed.Tokens
            .Where(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal)
            && token.Value.Length > 2)
            .Select(token => token.Value.Split('=')[0])
            .FirstOrDefault();
        if (slip is not null)
        {
            return [$"unknown option '{slip}'.{DidYouMean(slip, command.Options.Select(option => option.Name))}"];
        }

        var names = command.Subcommands.Where(subcommand => !subcommand.Hidden).Select(subcommand => subcommand.Name).ToList();
        if (names.Count > 0 && parsed.Errors.Count > 0)
        {
            return parsed.UnmatchedTokens is [var word, ..]
                ? [$"unknown command '{word}'.{DidYouMean(word, names)}"]
                : [$"name a command: {string.Join(", ", names)}."];
        }

        return [.. parsed.Errors.Select(fault => fault.Message).Distinct()];
    }

    private static string DidYouMean(string word, IEnumerable<string> names) =>
        Nearest.Key(word, names) is { } near ? $" Did you mean '{near}'?" : "";

    private static string Path(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? $"./{(command as RootCommand)?.HelpName ?? command.Name}" : $"{Path(parent)} {command.Name}";
    }
}
