using Analytics.Contracts;

namespace Analytics.Match.Evidence;

/// <summary>The crops of one track: how far each can be trusted, and what the best of them look like together.</summary>
internal sealed class TrackCrops(MatchOptions options)
{
    private const float HalfACrop = 0.5f;
    private static readonly Candidate Nobody = new(default, new Similarity(-1));

    private readonly List<Kept> _best = [];
    private TimeSpan? _lastAt;

    /// <summary>Crops so far that are good enough, and far enough in time from the one before, to count as one each.</summary>
    public int Count { get; private set; }

    /// <summary>The observation of best quality among the best crops.</summary>
    public FaceObserved? Best => _best.Count == 0 ? null : _best.MaxBy(crop => crop.Weight).Observation;

    /// <summary>Takes in a crop.</summary>
    /// <returns>How far it can be trusted, 0 to 1, and how much at best it looks like those who are no candidates.</returns>
    public (float Weight, Similarity Others) Add(FaceObserved observation, IReadOnlyList<Candidate> candidates)
    {
        var independence = Independence(observation);
        var weight = observation.Quality.Score * independence;
        var others = candidates.Count == 0 ? new Similarity(-1) : candidates[^1].Similarity;
        if (observation.Quality.Score >= options.MinEvidenceQuality && independence >= HalfACrop)
        {
            Count++;
        }

        _best.Add(new Kept(observation, candidates, others, weight));
        if (_best.Count > options.BestCrops)
        {
            _best.Remove(_best.MinBy(kept => kept.Weight));
        }

        return (weight, others);
    }

    /// <summary>The similarity of a person to a crop.</summary>
    public static Similarity SimilarityOf(PersonId person, IReadOnlyList<Candidate> candidates, Similarity others)
    {
        foreach (var candidate in candidates)
        {
            if (candidate.Person == person)
            {
                return candidate.Similarity;
            }
        }

        return others;
    }

    /// <summary>The verdict on the leading person.</summary>
    /// <param name="named">The leading person.</param>
    /// <param name="people">All who came into question.</param>
    /// <param name="evidence">For the leading person.</param>
    /// <param name="neutral">The least fused similarity.</param>
    /// <param name="needed">The evidence that is needed.</param>
    public Verdict Verdict(
        PersonId named, IReadOnlyCollection<PersonId> people, double evidence, float neutral, (double Early, double Confirmed) needed)
    {
        var similarity = Fused(named);
        var others = people.Where(person => person != named).Select(person => new Candidate(person, new Similarity(Fused(person))))
            .OrderByDescending(other => other.Similarity).ToList();
        var rivals = others.TakeWhile(other => MarginTo(other) < options.Margin).Count();
        var margin = MarginTo(others.Skip(rivals).FirstOrDefault(Nobody));
        var grade = margin < options.Margin || similarity < neutral ? IdentityGrade.Promising
            : evidence >= needed.Confirmed && Count >= options.ConfirmedCrops ? IdentityGrade.Confirmed
            : evidence >= needed.Early && Count >= options.EarlyCrops ? IdentityGrade.Early
            : IdentityGrade.Promising;
        return new Verdict(
            rivals > 0 ? IdentityGrade.Promising
                : grade, named, new Similarity(similarity), MarginTo(others.FirstOrDefault(Nobody)), (float)evidence,
            _best.Count)
        {
            Others = [.. others.TakeWhile((other, i) => i < rivals || other.Similarity.Value >= neutral)],
            Rivals = rivals,
            GradeWithoutRivals = grade,
            MarginWithoutRivals = margin,
        };

        float MarginTo(Candidate other) => similarity - other.Similarity.Value;
    }

    /// <summary>The best crops with their similarity to a person, in the order of time.</summary>
    public IReadOnlyList<AlertCrop> For(PersonId person) =>
    [
        .. _best.OrderBy(crop => crop.Observation.MediaTime).Select(crop => new AlertCrop(
            crop.Observation.Id, crop.Observation.MediaTime, crop.Observation.At,
            SimilarityOf(person, crop.Candidates, crop.Others), crop.Observation.Quality.Score)),
    ];

    // Crops of the same moment are the same picture.
    private float Independence(FaceObserved observation)
    {
        var independence = _lastAt is { } last && options.IndependentAfter > TimeSpan.Zero
            ? (float)Math.Clamp((observation.MediaTime - last) / options.IndependentAfter, 0, 1)
            : 1f;
        _lastAt = observation.MediaTime;
        return independence;
    }

    // The mean over the best crops, each with its weight.
    private float Fused(PersonId person)
    {
        float sum = 0, weights = 0;
        foreach (var crop in _best)
        {
            sum += crop.Weight * SimilarityOf(person, crop.Candidates, crop.Others).Value;
            weights += crop.Weight;
        }

        return weights > 0 ? sum / weights : -1;
    }

    private readonly record struct Kept(FaceObserved Observation, IReadOnlyList<Candidate> Candidates, Similarity Others, float Weight);
}
