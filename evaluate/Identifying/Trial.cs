using Analytics.Evaluate.Calibrating;

namespace Analytics.Evaluate.Identifying;

/// <summary>A probe: whose picture, and the entry of its mate; none for a stranger.</summary>
internal readonly record struct Probe(float[] Template, int Person, int? Mate);

/// <summary>
/// Labeled Faces in the Wild as 1:N: the first image of each person with several is enrolled, in an order drawn by lot, the others are
/// probes; people with one image are strangers.
/// </summary>
internal sealed class Trial
{
    /// <param name="templates">Of some people.</param>
    /// <param name="probesPerPerson">The most mated probes of a person.</param>
    public Trial(LabelledTemplates templates, int probesPerPerson = int.MaxValue)
    {
        var enrolled = Enumerable.Range(0, templates.People).Where(person => templates.Pictures(person) > 1).ToArray();
        new Random(3).Shuffle(enrolled);
        Length = templates.Length;
        Enrolled = [.. enrolled.Select(person => templates[templates.From[person]].ToArray())];
        Mated =
        [
            .. enrolled.SelectMany((person, entry) => Enumerable.Range(templates.From[person] + 1, templates.Pictures(person) - 1)
                .Take(probesPerPerson).Select(image => new Probe(templates[image].ToArray(), person, entry))),
        ];
        Strangers =
        [
            .. Enumerable.Range(0, templates.People).Where(person => templates.Pictures(person) == 1)
                .Select(person => new Probe(templates[templates.From[person]].ToArray(), person, null)),
        ];
    }

    /// <summary>Components of a template.</summary>
    public int Length { get; }

    /// <summary>The gallery, one template a person.</summary>
    public IReadOnlyList<float[]> Enrolled { get; }

    /// <summary>Probes of enrolled people.</summary>
    public IReadOnlyList<Probe> Mated { get; }

    /// <summary>Probes of people who are not enrolled.</summary>
    public IReadOnlyList<Probe> Strangers { get; }

    /// <summary>Mated probes, then strangers.</summary>
    public IReadOnlyList<float[]> Probes => [.. Mated.Concat(Strangers).Select(probe => probe.Template)];

    /// <summary>Templates side by side.</summary>
    public static float[] Flat(IEnumerable<float[]> templates) => [.. templates.SelectMany(template => template)];

    /// <summary>The nearest of each probe after the first <paramref name="people"/> were enrolled.</summary>
    public Outcome Search(int people, Nearest[] nearest)
    {
        var mated = new List<(int, float)>();
        for (var i = 0; i < Mated.Count; i++)
        {
            if (Mated[i].Mate is { } mate && mate < people)
            {
                mated.Add((Mated[i].Person, nearest[i].Entry == mate ? nearest[i].Similarity : -1));
            }
        }

        return new Outcome(mated, [.. nearest.Skip(Mated.Count).Select(best => best.Similarity)]);
    }
}

/// <summary>What a search of all probes found.</summary>
/// <param name="Mated">For each mated probe its person, and the similarity of its mate; −1 where somebody else was nearer.</param>
/// <param name="Strangers">For each stranger the similarity of the nearest.</param>
internal sealed record Outcome(IReadOnlyList<(int Person, float Similarity)> Mated, IReadOnlyList<float> Strangers);
