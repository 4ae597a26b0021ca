using System.CommandLine;
using Analytics.Train.Distilling;
using static Analytics.Train.Commands.RunArguments;

namespace Analytics.Train.Commands;

/// <summary><see cref="DistillOptions"/> on the command line.</summary>
internal sealed class DistillArguments(DistillOptions otherwise)
{
    private readonly Option<int> _batch = Positive("--batch", "Pictures per step.", otherwise.Batch);
    private readonly Option<long> _parts = Number(
        "--part-samples", "Pictures on which each part is trained separately.", otherwise.PartSamples);
    private readonly Option<long> _whole = Positive(
        "--whole-samples", "Pictures on which the parts are trained as one network.", otherwise.WholeSamples);
    private readonly Option<double> _partRate = Positive("--part-rate", "Highest learning rate of the parts.", otherwise.PartRate);
    private readonly Option<double> _wholeRate = Positive(
        "--whole-rate", "Highest learning rate of the whole network.", otherwise.WholeRate);
    private readonly Option<int> _seed = Number("--seed", "Random seed.", otherwise.Seed);

    /// <summary>Adds them to a command.</summary>
    public Command AddTo(Command command)
    {
        foreach (var option in (Option[])[_batch, _parts, _whole, _partRate, _wholeRate, _seed, Device, Precision])
        {
            command.Add(option);
        }

        return command;
    }

    /// <summary>What was given.</summary>
    public DistillOptions Of(ParseResult parsed) => otherwise with
    {
        Batch = parsed.GetValue(_batch),
        PartSamples = parsed.GetValue(_parts),
        WholeSamples = parsed.GetValue(_whole),
        PartRate = parsed.GetValue(_partRate),
        WholeRate = parsed.GetValue(_wholeRate),
        Seed = parsed.GetValue(_seed),
        Compute = ComputeOf(parsed),
    };
}
