using Analytics.Contracts;

namespace Analytics.Match.Evidence;

/// <summary>A person who may be the probe.</summary>
/// <param name="Person">The person.</param>
/// <param name="Similarity">Of the probe to the person's nearest photo.</param>
public readonly record struct Candidate(PersonId Person, Similarity Similarity);
