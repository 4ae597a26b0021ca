using System.Numerics.Tensors;
using Analytics.Runtime.Models;

namespace Analytics.Evaluate.Calibrating;

/// <summary>
/// How much likelier strangers reach the nearest of several photos of a person than one photo of him or her.
/// </summary>
internal static class PhotoMeasurement
{
    private const int Photos = 5;
    private const double Rate = 1e-3;
    private const int FewestPeople = 30;

    /// <summary>The exponent of the number of photos; none where too few people have five.</summary>
    public static double? Exponent(LabelledTemplates templates, IReadOnlyList<CalibrationPoint> table, int workers)
    {
        var people = Enumerable.Range(0, templates.People).Where(person => templates.Pictures(person) >= Photos).ToArray();
        if (people.Length < FewestPeople || table[^1].FalseMatchRate > Rate)
        {
            return null;
        }

        var threshold = table.First(row => row.FalseMatchRate <= Rate).Similarity;
        var counts = people.AsParallel().WithDegreeOfParallelism(workers).Select(person => Reached(templates, person, threshold)).ToArray();
        double any = counts.Sum(count => (long)count.Any), single = counts.Sum(count => (long)count.Each) / (double)Photos;
        return single > 0 ? double.Round(Math.Log(any / single) / Math.Log(Photos), 3) : null;
    }

    private static (int Any, int Each) Reached(LabelledTemplates templates, int person, float threshold)
    {
        var (any, each) = (0, 0);
        for (var probe = 0; probe < templates.Count; probe++)
        {
            if (templates.PersonOf[probe] == person)
            {
                continue;
            }

            var reached = 0;
            for (var photo = 0; photo < Photos; photo++)
            {
                reached += TensorPrimitives.Dot(templates[probe], templates[templates.From[person] + photo]) >= threshold ? 1 : 0;
            }

            each += reached;
            any += Math.Min(reached, 1);
        }

        return (any, each);
    }
}
