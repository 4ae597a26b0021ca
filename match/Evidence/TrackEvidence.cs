using Analytics.Contracts;

namespace Analytics.Match.Evidence;

/// <summary>
/// All that one track says of who it is: a sequential test (Wald 1945) per person over the track's crops. Crops that look like
/// nobody count against everybody, crops close in time count once, and the sum is bounded so that a track that changes hands is
/// let go again. For models without measured likelihood ratios.
/// </summary>
public sealed class TrackEvidence(EvidenceModel model, MatchOptions options) : ITrackEvidence
{
    private readonly Dictionary<PersonId, float> _points = [];
    private readonly TrackCrops _crops = new(options);
    private float _newcomerPoints;

    /// <summary>Crops taken in so far that are good enough, and far enough in time from the one before, to count as one each.</summary>
    public int Crops => _crops.Count;

    /// <inheritdoc/>
    public FaceObserved? BestObservation => _crops.Best;

    /// <inheritdoc/>
    public IReadOnlyList<AlertCrop> CropsFor(PersonId person) => _crops.For(person);

    /// <inheritdoc/>
    public void Add(FaceObserved observation, IReadOnlyList<Candidate> candidates)
    {
        var (weight, others) = _crops.Add(observation, candidates);
        foreach (var person in _points.Keys)
        {
            AddPoints(person, TrackCrops.SimilarityOf(person, candidates, others), weight);
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
    }

    /// <inheritdoc/>
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

        return _crops.Verdict(
            named, _points.Keys, _points[named], model.Neutral, (options.EarlyPoints, options.ConfirmedPoints));
    }

    private void AddPoints(PersonId person, Similarity similarity, float weight) =>
        _points[person] = Bounded(_points[person] + model.Points(similarity, weight));

    private float Bounded(float points) => Math.Clamp(points, -(float)options.MostPoints, (float)options.MostPoints);
}
