namespace Analytics.Match.Decisions;

/// <summary>How many chances a stranger has to look like somebody.</summary>
/// <param name="People">On the list.</param>
/// <param name="Chances">Photos of different people that would be reached as often; at least one a person.</param>
public readonly record struct GallerySize(int People, double Chances)
{
    /// <summary>The exponent taken where a model's card states none: photos of a person as good as those of strangers.</summary>
    public const double Independent = 1;

    /// <summary>One photo a person.</summary>
    public static GallerySize OfPeople(int people) => new(people, people);

    /// <summary>
    /// Several photos of one person are no independent chances: the nearest of <c>k</c> counts as <c>k^exponent</c>, as measured
    /// with the calibration (<c>photoExponent</c> of the card).
    /// </summary>
    /// <param name="photosOfEach">For each person the number of photos.</param>
    /// <param name="exponent">0 to 1; none where it was not measured.</param>
    public static GallerySize Of(IEnumerable<int> photosOfEach, double? exponent)
    {
        var (people, chances) = (0, 0.0);
        foreach (var photos in photosOfEach)
        {
            people++;
            chances += Math.Pow(Math.Max(1, photos), exponent ?? Independent);
        }

        return new GallerySize(people, chances);
    }
}
