using System.CommandLine;
using Analytics.Contracts;
using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Evaluating;
using static Analytics.Train.Commands.RunArguments;

namespace Analytics.Train.Commands;

/// <summary>How a network is judged while it learns.</summary>
/// <param name="Lfw">The folder of the set; none where the network is not judged.</param>
/// <param name="Pairs">Its official pairs; there with the folder.</param>
/// <param name="Every">Pictures between two judgements.</param>
/// <param name="Patience">When the run has learnt enough; never where there is none.</param>
internal sealed record JudgeRequest(string? Lfw, string? Pairs, long Every, (string Mark, int Examinations)? Patience)
{
    /// <summary>The judge, where one is wanted.</summary>
    public LfwJudge? Open(FaceCutter cutter, ModelInput input, CancellationToken stop) =>
        Lfw is { } folder ? LfwJudge.Open(cutter, folder, Pairs!, input, stop) : null;
}

/// <summary><see cref="JudgeRequest"/> on the command line.</summary>
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

    /// <summary>What was given. Read before any work, it refuses what <see cref="JudgeRequest.Open"/> could not use.</summary>
    /// <exception cref="FailureException">The number will not do, or one of the set and its pairs is missing.</exception>
    public JudgeRequest Of(ParseResult parsed)
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

        return new JudgeRequest(lfw, pairs, parsed.GetValue(_every), Patience(parsed.GetValue(_patience), lfw));
    }

    private static (string Mark, int Examinations)? Patience(int? asked, string? lfw) => asked switch
    {
        null => null,
        < 1 => throw new InvalidException("--patience must be 1 or more evaluations."),
        _ when lfw is null => throw new InvalidException("--patience needs a set to evaluate on: give --lfw DIR and --pairs FILE."),
        { } examinations => (LfwJudge.Mark, examinations),
    };
}
