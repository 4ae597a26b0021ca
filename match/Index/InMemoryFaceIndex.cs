using System.Numerics.Tensors;
using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>Exact cosine over everything, in memory: for the galleries of one folder. Not safe for writes beside searches.</summary>
public sealed class InMemoryFaceIndex(ModelId model) : IFaceIndex
{
    private readonly List<PersonId> _people = [];
    private readonly List<List<Template>> _photos = [];
    private readonly Dictionary<PersonId, int> _rows = [];

    /// <inheritdoc/>
    public ModelId Model => model;

    /// <inheritdoc/>
    public int People => _people.Count;

    /// <inheritdoc/>
    public void Add(PersonId person, Template template)
    {
        RequireSameModel(template);
        if (!_rows.TryGetValue(person, out var row))
        {
            row = _people.Count;
            _rows.Add(person, row);
            _people.Add(person);
            _photos.Add([]);
        }

        _photos[row].Add(template);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Search(Template probe, int top)
    {
        RequireSameModel(probe);
        var nearest = new PriorityQueue<PersonId, float>(top + 1);
        for (var row = 0; row < _people.Count; row++)
        {
            var best = float.NegativeInfinity;
            foreach (var photo in _photos[row])
            {
                best = MathF.Max(best, TensorPrimitives.Dot(probe.Vector, photo.Vector));
            }

            nearest.Enqueue(_people[row], best);
            if (nearest.Count > top)
            {
                nearest.Dequeue();
            }
        }

        var candidates = new Candidate[nearest.Count];
        for (var i = candidates.Length - 1; i >= 0 && nearest.TryDequeue(out var person, out var similarity); i--)
        {
            candidates[i] = new Candidate(person, new Similarity(similarity));
        }

        return candidates;
    }

    private void RequireSameModel(Template template)
    {
        var length = _photos.Count > 0 ? _photos[0][0].Length : template.Length;
        if (template.Model != model || template.Length != length)
        {
            throw new InvalidOperationException(
                $"The index holds templates of '{model}'; {template} cannot be compared with them. Enrol again with one model.");
        }
    }
}
