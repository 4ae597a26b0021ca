using System.CommandLine;
using Analytics.Contracts;
using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Evaluating;
using static Analytics.Train.Commands.RunArguments;

namespace Analytics.Train.Commands;

/// <summary>How a network is judged while it learns.</summary>
internal sealed class JudgeArguments
{
    private readonly Option<string?> _lfw = new("--lfw")
    {
        HelpName = "DIR",
        Description = "Evaluates the network on Labeled Faces in the Wild during training; never trains on it.",
    };

    private readonly Option<string?> _pairs = new("--pairs") { HelpName = "FILE", Description = "The official pairs of LFW." };
    private readonly Option<long> _every = Positive("--judge-every", "Pictures between two evaluations.", 40_000L);

    private readonly Option<int?> _patience = new("--patience")
    {
        HelpName = "N",
        Description = "Stops the run when the accuracy has not risen for N evaluations.",
    };

    /// <summary>Adds them to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Add(_lfw);
        command.Add(_pairs);
        command.Add(_every);
        command.Add(_patience);
        return command;
    }

    /// <summary>Whether the network shall be judged.</summary>
    public bool Wanted(ParseResult parsed) => parsed.GetValue(_lfw) is not null;

    /// <summary>Pictures between two judgements.</summary>
    public long Every(ParseResult parsed) => parsed.GetValue(_every);

    /// <summary>When the run has learnt enough. Called before any work, it refuses what <see cref="Open"/> could not use.</summary>
    /// <exception cref="FailureException">The number will not do, or one of the set and its pairs is missing.</exception>
    public (string Mark, int Examinations)? Patience(ParseResult parsed)
    {
        var (lfw, pairs) = (parsed.GetValue(_lfw), parsed.GetValue(_pairs));
        if ((lfw is null) != (pairs is null))
        {
            throw new InvalidException("An evaluation needs a folder and its official pairs: give --lfw DIR and --pairs FILE.");
        }

        if (lfw is not null && (!Directory.Exists(lfw) || !File.Exists(pairs)))
        {
            throw new NotFoundException($"There is no '{(Directory.Exists(lfw) ? pairs : lfw)}' to evaluate on (--lfw, --pairs).");
        }

        if (parsed.GetValue(_patience) is not { } judgements)
        {
            return null;
        }

        return judgements < 1 ? throw new InvalidException("--patience must be 1 or more evaluations.")
            : !Wanted(parsed) ? throw new InvalidException("--patience needs a set to evaluate on: give --lfw DIR and --pairs FILE.")
            : (LfwJudge.Mark, judgements);
    }

    /// <summary>The judge, where one is wanted.</summary>
    public LfwJudge? Open(ParseResult parsed, FaceCutter cutter, ModelInput input, CancellationToken stop)
    {
        return parsed.GetValue(_lfw) is { } folder ? LfwJudge.Open(cutter, folder, parsed.GetRequiredValue(_pairs)!, input, stop) : null;
    }
}
