using System.Numerics.Tensors;
using Analytics.Contracts;
using Analytics.Evaluate.Calibrating;

namespace Analytics.Train.Evaluating;

/// <summary>People in groups, whose error rates are reported one by one: one threshold may not serve all of them alike.</summary>
internal sealed class Groups
{
    private const double Rate = 1e-3;

    private readonly Dictionary<string, string> _groupOf;

    private Groups(Dictionary<string, string> groupOf) => _groupOf = groupOf;

    /// <summary>Reads a file: in each line a person, a tab and a group.</summary>
    /// <exception cref="FailureException">The file is missing or not of this form.</exception>
    public static Groups Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new NotFoundException($"There is no file of groups '{path}'.");
        }

        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            if (line.Split('\t') is not [var person, var group])
            {
                throw new InvalidException($"'{path}': '{line}' is not a person, a tab and a group.");
            }

            groups[person] = group;
        }

        return new Groups(groups);
    }

    /// <summary>
    /// For each group the rates of false matches and false non-matches, at the threshold at which one in a thousand pairs of all people
    /// match.
    /// </summary>
    /// <param name="templates">Of all people.</param>
    /// <param name="names">Their names.</param>
    public IEnumerable<Figure> Errors(LabelledTemplates templates, IReadOnlyList<string> names)
    {
        var threshold = EmbedderEvaluation.ThresholdAt(EmbedderEvaluation.Impostors(templates, Environment.ProcessorCount), Rate);
        foreach (var group in Enumerable.Range(0, names.Count).Where(person => _groupOf.ContainsKey(names[person]))
            .GroupBy(person => _groupOf[names[person]]).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var (matched, strangers, missed, mates) = Count(templates, [.. group], threshold);
            string Of(string what, long pairs) => Figure.Text(
                $"{group.Key}, {group.Count()} people, {pairs} pairs: {what} where that of all people is {Rate:0e-0}");
            yield return new Figure(Of("FMR", strangers), matched / (double)Math.Max(1, strangers)) { Threshold = threshold };
            yield return new Figure(Of("FNMR", mates), missed / (double)Math.Max(1, mates)) { Threshold = threshold };
        }
    }

    private static (long Matched, long Strangers, long Missed, long Mates) Count(LabelledTemplates templates, int[] people, float threshold)
    {
        long matched = 0, strangers = 0, missed = 0, mates = 0;
        var all = people.SelectMany(person => Enumerable.Range(templates.From[person], templates.Pictures(person))).ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = i + 1; j < all.Length; j++)
            {
                var match = TensorPrimitives.Dot(templates[all[i]], templates[all[j]]) >= threshold;
                if (templates.PersonOf[all[i]] == templates.PersonOf[all[j]])
                {
                    (mates, missed) = (mates + 1, missed + (match ? 0 : 1));
                }
                else
                {
                    (strangers, matched) = (strangers + 1, matched + (match ? 1 : 0));
                }
            }
        }

        return (matched, strangers, missed, mates);
    }
}
