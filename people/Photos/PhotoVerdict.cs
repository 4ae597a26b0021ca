using Analytics.Contracts;

namespace Analytics.People.Photos;

/// <summary>What enrolment made of one photo: a template, or the reason why there is none.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Quality">Of its face; none when no face was chosen.</param>
/// <param name="Template">The accepted face.</param>
/// <param name="Fault">Why it was not accepted, as a clause: <c>no face was found</c>.</param>
public sealed record PhotoVerdict(Photo Photo, FaceQuality? Quality, Template? Template, string? Fault)
{
    /// <summary>The accepted face and its surroundings as JPEG; empty when it was not.</summary>
    public ReadOnlyMemory<byte> Crop { get; init; }
}

/// <summary>Two photos that contradict what their names say.</summary>
/// <param name="Left">One photo.</param>
/// <param name="Right">The other.</param>
/// <param name="Similarity">Between them.</param>
public sealed record PhotoConflict(Photo Left, Photo Right, Similarity Similarity)
{
    /// <summary>Two people who look alike, or one person whose photos do not.</summary>
    public bool SamePerson => Left.Person == Right.Person;
}
