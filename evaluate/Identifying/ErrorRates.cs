using Analytics.Contracts;
using Analytics.Evaluate.Calibrating;

namespace Analytics.Evaluate.Identifying;

/// <summary>A figure with its limits, 95 %.</summary>
internal sealed record Estimate(double Value, double Lower, double Upper);

/// <summary>Error rates of a search (ISO/IEC 19795-1): FNIR at a FPIR, rank 1; limits by a bootstrap over people.</summary>
/// <exception cref="FailureException">Nobody was searched for, or no stranger was.</exception>
internal sealed class ErrorRates(Outcome outcome)
{
    private const int Replicates = 1000;

    private readonly float[] _strangers = [.. Checked(outcome).Strangers.OrderDescending()];
    private readonly ILookup<int, float> _mated = outcome.Mated.ToLookup(probe => probe.Person, probe => probe.Similarity);

    /// <summary>The least threshold that at most <paramref name="rate"/> of the strangers reach.</summary>
    public float ThresholdAt(double rate) => ThresholdOf(_strangers, rate);

    /// <summary>The share of strangers that reach a threshold.</summary>
    public Estimate FalsePositives(float threshold)
    {
        var random = new Random(5);
        var hits = _strangers.Count(similarity => similarity >= threshold);
        var share = (double)hits / _strangers.Length;
        var limits = Resampling.Limits(Enumerable.Range(0, Replicates).Select(_ =>
        {
            var drawn = 0;
            for (var i = 0; i < _strangers.Length; i++)
            {
                drawn += random.Next(_strangers.Length) < hits ? 1 : 0;
            }

            return (double)drawn / _strangers.Length;
        }));
        return new Estimate(share, limits.Lower, limits.Upper);
    }

    /// <summary>The share of mated probes whose mate is not the nearest, or below a threshold.</summary>
    public double FalseNegatives(float threshold) =>
        (double)outcome.Mated.Count(probe => probe.Similarity < threshold) / outcome.Mated.Count;

    /// <summary>
    /// The share of mated probes that are missed where at most <paramref name="rate"/> of the strangers are taken for somebody.
    /// </summary>
    public Estimate FalseNegativesAt(double rate)
    {
        var random = new Random(5);
        var people = _mated.Select(person => person.ToArray()).ToArray();
        var limits = Resampling.Limits(Enumerable.Range(0, Replicates).Select(_ =>
        {
            var strangers = new float[_strangers.Length];
            for (var i = 0; i < strangers.Length; i++)
            {
                strangers[i] = _strangers[random.Next(_strangers.Length)];
            }

            Array.Sort(strangers, (left, right) => right.CompareTo(left));
            var threshold = ThresholdOf(strangers, rate);
            var (missed, all) = (0, 0);
            for (var i = 0; i < people.Length; i++)
            {
                var probes = people[random.Next(people.Length)];
                all += probes.Length;
                missed += probes.Count(similarity => similarity < threshold);
            }

            return (double)missed / all;
        }));
        return new Estimate(FalseNegatives(ThresholdAt(rate)), limits.Lower, limits.Upper);
    }

    private static Outcome Checked(Outcome outcome) => outcome is { Strangers.Count: > 0, Mated.Count: > 0 }
        ? outcome
        : throw new InvalidException(
            "There are too few people to measure a search: it takes some with two pictures or more, and others who are not enrolled.");

    private static float ThresholdOf(float[] descending, double rate) =>
        MathF.BitIncrement(descending[Math.Min(descending.Length - 1, (int)(rate * descending.Length))]);
}
