using Analytics.Contracts;

namespace Analytics.Match.Evidence;

/// <summary>
/// All that one track says of who it is: a sequential test (Wald 1945) per person over the track's crops. Crops that look like
/// nobody count against everybody, crops close in time count once, and the sum is bounded so that a track that changes hands is
/// let go again.
/// </summary>
public sealed class TrackEvidence(EvidenceModel model, MatchOptions options)
{
    private const float HalfACrop = 0.5f;

    private readonly Dictionary<PersonId, float> _points = [];
    private readonly List<Crop> _best = [];
    private TimeSpan? _lastCropAt;
    private float _newcomerPoints;

    /// <summary>Crops taken in so far that are good enough, and far enough in time from the one before, to count as one each.</summary>
    public int Crops { get; private set; }

    /// <summary>The observation of best quality among those that the fused similarity rests on.</summary>
    public FaceObserved? BestObservation => _best.Count == 0 ? null : _best.MaxBy(crop => crop.Weight).Observation;

    /// <summary>Takes in a crop with its candidates, best first.</summary>
    /// <param name="observation">The crop.</param>
    /// <param name="candidates">Who it looks like; people who are not among them count as the last one at best.</param>
    public void Add(FaceObserved observation, IReadOnlyList<Candidate> candidates)
    {
        var independence = Independence(observation);
        var weight = observation.Quality.Score * independence;
        var others = candidates.Count == 0 ? new Similarity(-1) : candidates[^1].Similarity;
        foreach (var person in _points.Keys)
        {
            AddPoints(person, SimilarityOf(person, candidates, others), weight);
        }

        foreach (var candidate in candidates)
        {
            // A person who turns up late has been the last candidate at best so far.
            if (_points.TryAdd(candidate.Person, _newcomerPoints))
            {
                AddPoints(candidate.Person, candidate.Similarity, weight);
            }
        }

        _newcomerPoints = Bounded(_newcomerPoints + model.Points(others, weight));
        if (observation.Quality.Score >= options.MinEvidenceQuality && independence >= HalfACrop)
        {
            Crops++;
        }

        Keep(new Crop(observation, candidates, others, weight));
    }

    /// <summary>Who the track is by now.</summary>
    public Verdict Decide()
    {
        PersonId? leader = null;
        foreach (var (person, points) in _points)
        {
            if (leader is null || points > _points[leader.Value])
            {
                leader = person;
            }
        }

        if (leader is not { } named || _points[named] <= 0)
        {
            return Verdict.Unknown;
        }

        var similarity = Fused(named);
        var runnerUp = -1f;
        foreach (var person in _points.Keys)
        {
            if (person != named)
            {
                runnerUp = MathF.Max(runnerUp, Fused(person));
            }
        }

        var margin = similarity - runnerUp;
        var grade = IdentityGrade.Promising;
        if (margin >= options.Margin && similarity >= model.Neutral)
        {
            grade = _points[named] >= options.ConfirmedPoints && Crops >= options.ConfirmedCrops ? IdentityGrade.Confirmed
                : _points[named] >= options.EarlyPoints && Crops >= options.EarlyCrops ? IdentityGrade.Early
                : IdentityGrade.Promising;
        }

        return new Verdict(grade, named, new Similarity(similarity), margin, _points[named], _best.Count);
    }

    private static Similarity SimilarityOf(PersonId person, IReadOnlyList<Candidate> candidates, Similarity others)
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

    private float Independence(FaceObserved observation)
    {
        var independence = _lastCropAt is { } last && options.IndependentAfter > TimeSpan.Zero
            ? (float)Math.Clamp((observation.MediaTime - last) / options.IndependentAfter, 0, 1)
            : 1f;
        _lastCropAt = observation.MediaTime;
        return independence;
    }

    private void AddPoints(PersonId person, Similarity similarity, float weight) =>
        _points[person] = Bounded(_points[person] + model.Points(similarity, weight));

    private float Bounded(float points) => Math.Clamp(points, -(float)options.MostPoints, (float)options.MostPoints);

    private void Keep(Crop crop)
    {
        _best.Add(crop);
        if (_best.Count > options.BestCrops)
        {
            _best.Remove(_best.MinBy(kept => kept.Weight));
        }
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

    private readonly record struct Crop(FaceObserved Observation, IReadOnlyList<Candidate> Candidates, Similarity Others, float Weight);
}
