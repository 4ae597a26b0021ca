using Analytics.Contracts;

namespace Analytics.Match.Evidence;

/// <summary>Who a track is.</summary>
/// <param name="Grade">How sure it is.</param>
/// <param name="Person">The leading person; none when unknown.</param>
/// <param name="Similarity">Of the fused best crops to the person.</param>
/// <param name="Margin">Similarity less that of the best other person who is not one of <see cref="Alike"/>.</param>
/// <param name="Points">Of evidence for the person: points, or decades of likelihood where the model is calibrated.</param>
/// <param name="Crops">That the fused similarity rests on.</param>
public readonly record struct Verdict(IdentityGrade Grade, PersonId? Person, Similarity Similarity, float Margin, float Points, int Crops)
{
    /// <summary>Whom the evidence fits as well, and who cannot be distinguished from the leading person; best first.</summary>
    public IReadOnlyList<Candidate> Alike
    {
        get => field ?? [];
        init;
    }

    /// <summary>Others who come into question, best first: the <see cref="Rivals"/>, and others to whom the crops are similar.</summary>
    public IReadOnlyList<Candidate> Others
    {
        get => field ?? [];
        init;
    }

    /// <summary>
    /// How many of the others lie within the margin that the rules ask for: each holds the grade at <see cref="IdentityGrade.Promising"/>.
    /// </summary>
    public int Rivals { get; init; }

    /// <summary>The grade if there were no <see cref="Rivals"/>.</summary>
    public IdentityGrade GradeWithoutRivals { get; init; }

    /// <summary>The margin if there were no <see cref="Rivals"/>.</summary>
    public float MarginWithoutRivals { get; init; }

    /// <summary>The verdict if these of the others, and all rivals, cannot be distinguished from the leading person.</summary>
    public Verdict Taking(IReadOnlyList<Candidate> alike) =>
        this with { Grade = GradeWithoutRivals, Margin = MarginWithoutRivals, Alike = alike, Others = [], Rivals = 0 };

    /// <summary>The verdict if one of those who cannot be distinguished is named, and the rest of them beside.</summary>
    public Verdict Naming(Candidate named, IEnumerable<Candidate> all) =>
        this with { Person = named.Person, Similarity = named.Similarity, Alike = [.. all.Where(one => one.Person != named.Person)] };

    /// <summary>That it is nobody of the gallery.</summary>
    public static Verdict Unknown { get; }
}
