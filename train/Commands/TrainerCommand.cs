using System.CommandLine;
using Analytics.Cli;
using Analytics.Evaluate;

namespace Analytics.Train.Commands;

/// <summary>The commands of the trainer, with its options.</summary>
internal static class TrainerCommand
{
    /// <summary>Makes <paramref name="command"/> call <paramref name="handler"/>; see <see cref="CommonOptions.RunsWith"/>.</summary>
    public static Command Runs<TSettings>(
        this Command command, Func<ParseResult, TSettings> settings, Func<TSettings, CommandContext, CancellationToken,
        Task<int>> handler) =>
        command.RunsWith<EvaluateOptions, TSettings>(settings, handler);
}
