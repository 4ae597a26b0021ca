using System.Numerics.Tensors;

namespace Analytics.Evaluate.Calibrating;

/// <summary>
/// The pigeonhole bootstrap (Owen, Annals of Applied Statistics 1(2), 2007): people are drawn with replacement, and a pair counts as
/// often as both of its people together were drawn. Pairs share people, so resampling pairs would make limits far too narrow (Poh,
/// Martin and Bengio, IEEE PAMI 29(3), 2007); this one is exact to slightly wide.
/// </summary>
internal sealed class Resampling
{
    private const double Side = 0.025;

    private readonly float[] _weights;

    /// <param name="people">To draw from.</param>
    /// <param name="replicates">How often they are redrawn.</param>
    /// <param name="seed">The same seed gives the same limits.</param>
    public Resampling(int people, int replicates, int seed = 1)
    {
        Replicates = replicates;
        People = people;
        _weights = new float[people * replicates];
        var random = new Random(seed);
        for (var replicate = 0; replicate < replicates; replicate++)
        {
            for (var draw = 0; draw < people; draw++)
            {
                _weights[random.Next(people) * replicates + replicate]++;
            }
        }
    }

    /// <summary>How often the people are redrawn.</summary>
    public int Replicates { get; }

    /// <summary>Who can be drawn.</summary>
    public int People { get; }

    /// <summary>For each replicate how often a person was drawn.</summary>
    public ReadOnlySpan<float> Weights(int person) => _weights.AsSpan(person * Replicates, Replicates);

    /// <summary>For each replicate the pairs of two people, counted as they were drawn.</summary>
    public double[] CrossPairs(LabelledTemplates templates)
    {
        var pictures = new double[Replicates];
        var squares = new double[Replicates];
        for (var person = 0; person < People; person++)
        {
            var weights = Weights(person);
            for (var replicate = 0; replicate < Replicates; replicate++)
            {
                var drawn = (double)weights[replicate] * templates.Pictures(person);
                pictures[replicate] += drawn;
                squares[replicate] += drawn * drawn;
            }
        }

        return [.. pictures.Zip(squares, (sum, square) => (sum * sum - square) / 2)];
    }

    /// <summary>The middle 95 % of the replicates.</summary>
    public static (double Lower, double Upper) Limits(IEnumerable<double> replicates)
    {
        // A replicate that drew but one person has no pairs, and no rate.
        var sorted = replicates.Where(double.IsFinite).Order().ToArray();
        double At(double part)
        {
            var place = part * (sorted.Length - 1);
            var below = (int)place;
            return double.Lerp(sorted[below], sorted[Math.Min(below + 1, sorted.Length - 1)], place - below);
        }

        return (At(Side), At(1 - Side));
    }

    /// <summary>For each replicate the weighted sum over all people of what each has.</summary>
    public double[] Sum(Func<int, double> ofPerson)
    {
        var sums = new double[Replicates];
        var row = new float[Replicates];
        for (var person = 0; person < People; person++)
        {
            if (ofPerson(person) is not 0 and var value)
            {
                TensorPrimitives.Multiply(Weights(person), (float)value, row);
                for (var replicate = 0; replicate < Replicates; replicate++)
                {
                    sums[replicate] += row[replicate];
                }
            }
        }

        return sums;
    }
}
