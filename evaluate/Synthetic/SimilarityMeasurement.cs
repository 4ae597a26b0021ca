using Analytics.Contracts;

namespace Analytics.Evaluate.Synthetic;

/// <summary>How alike pictures of one person and of two are.</summary>
/// <param name="People">How many are enrolled, with one picture each.</param>
/// <param name="Probes">Other pictures of them.</param>
/// <param name="Rank1">The share of probes whose nearest enrolled picture shows the same person.</param>
/// <param name="Genuine">Similarities of probes to the picture of their person.</param>
/// <param name="Impostor">Similarities between enrolled pictures of two people.</param>
public sealed record SimilarityReport(int People, int Probes, double Rank1, Spread Genuine, Spread Impostor);

/// <summary>Compares templates of people.</summary>
internal static class SimilarityMeasurement
{
    /// <summary>
    /// The first template of each person is enrolled, the others are probes; a missing one was not found and counts as missed.
    /// </summary>
    public static SimilarityReport Measure(IReadOnlyList<IReadOnlyList<Template?>> people)
    {
        var enrolled = people.Select(pictures => pictures[0]).ToArray();
        var genuine = new List<float>();
        var (probes, first) = (0, 0);
        for (var person = 0; person < people.Count; person++)
        {
            foreach (var probe in people[person].Skip(1))
            {
                probes++;
                if (probe is null || enrolled[person] is not { } own)
                {
                    continue;
                }

                var similarity = probe.CompareTo(own).Value;
                genuine.Add(similarity);
                var better = enrolled.Where((_, other) => other != person)
                    .Any(other => other is not null && probe.CompareTo(other).Value >= similarity);
                first += better ? 0 : 1;
            }
        }

        var rank1 = probes > 0 ? Math.Round((double)first / probes, 4) : 0;
        return new SimilarityReport(people.Count, probes, rank1, Spread.Of([.. genuine]), Spread.Of([.. Impostors(enrolled)]));
    }

    private static IEnumerable<float> Impostors(Template?[] enrolled)
    {
        for (var i = 0; i < enrolled.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (enrolled[i] is { } left && enrolled[j] is { } right)
                {
                    yield return left.CompareTo(right).Value;
                }
            }
        }
    }
}
