using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Analytics.Cli;

/// <summary>Puts examples under the help of a command.</summary>
public static class Examples
{
    /// <summary><c>--help</c> of <paramref name="command"/> ends with <paramref name="examples"/>.</summary>
    public static Command WithExamples(this Command command, params IReadOnlyList<string> examples)
    {
        // The root comes with a help option of its own; that of a subcommand takes precedence over the root's.
        var help = command.Options.OfType<HelpOption>().FirstOrDefault();
        if (help is null)
        {
            help = new HelpOption();
            command.Add(help);
        }

        help.Action = new HelpWithExamples(examples);
        return command;
    }

    private sealed class HelpWithExamples(IReadOnlyList<string> examples) : SynchronousCommandLineAction
    {
        private readonly HelpAction _help = new() { MaxWidth = 120 };

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            _help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  ./{example}");
            }

            return ExitCode.Success;
        }
    }
}
