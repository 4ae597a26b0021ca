using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>The gallery as vectors: who looks like a probe?</summary>
public interface IFaceIndex
{
    /// <summary>The model of all templates in it.</summary>
    ModelId Model { get; }

    /// <summary>How many people it holds.</summary>
    int People { get; }

    /// <summary>Adds one photo's template of a person.</summary>
    /// <exception cref="InvalidOperationException">The template is of another model or length.</exception>
    void Add(PersonId person, Template template);

    /// <summary>
    /// The <paramref name="top"/> people nearest to the probe, best first, each with the similarity of their nearest photo.
    /// </summary>
    /// <exception cref="InvalidOperationException">The probe is of another model or length.</exception>
    IReadOnlyList<Candidate> Search(Template probe, int top);
}

/// <summary>A person who may be the probe.</summary>
/// <param name="Person">Who.</param>
/// <param name="Similarity">Of the probe to the person's nearest photo.</param>
public readonly record struct Candidate(PersonId Person, Similarity Similarity);
