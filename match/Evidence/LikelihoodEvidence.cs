using Analytics.Contracts;
using Analytics.Runtime.Models;

namespace Analytics.Match.Evidence;

/// <summary>
/// The evidence of a track as a sum of calibrated log-likelihood ratios (Brümmer and du Preez, Computer Speech and Language 20, 2006),
/// each weighted by the quality of its crop. The crops of one track are much alike, so <c>w</c> of them are worth
/// <c>w / (1 + (w − 1) ρ)</c> independent ones (Kish, Survey Sampling, 1965, design effect): a stranger who looks like somebody does so
/// in every crop. The weight of earlier crops fades, so that a track that changes hands is let go. In decades: 3 is a thousand to one.
/// </summary>
public sealed class LikelihoodEvidence(GenuineScores scores, EvidenceModel model, MatchOptions options) : ITrackEvidence
{
    private readonly Dictionary<PersonId, double> _sums = [];
    private readonly TrackCrops _crops = new(options);
    private double _newcomers;
    private double _weight;

    /// <inheritdoc/>
    public FaceObserved? BestObservation => _crops.Best;

    /// <inheritdoc/>
    public IReadOnlyList<AlertCrop> CropsFor(PersonId person) => _crops.For(person);

    /// <inheritdoc/>
    public void Add(FaceObserved observation, IReadOnlyList<Candidate> candidates)
    {
        var (weight, others) = _crops.Add(observation, candidates);
        // A person who turns up late has been the last candidate at best so far.
        foreach (var candidate in candidates)
        {
            _sums.TryAdd(candidate.Person, _newcomers);
        }

        // A crop that weighs nothing leaves the others as they are.
        var left = Math.Pow(options.Fading, weight);
        foreach (var person in _sums.Keys)
        {
            _sums[person] = left * _sums[person] + weight * Ratio(TrackCrops.SimilarityOf(person, candidates, others));
        }

        _newcomers = left * _newcomers + weight * Ratio(others);
        _weight = left * _weight + weight;
    }

    /// <inheritdoc/>
    public Verdict Decide()
    {
        PersonId? leader = null;
        foreach (var (person, sum) in _sums)
        {
            if (leader is null || sum > _sums[leader.Value])
            {
                leader = person;
            }
        }

        return leader is { } named && _sums[named] > 0
            ? _crops.Verdict(
                named, _sums.Keys, _sums[named] / (1 + Math.Max(0, _weight - 1) * options.CropCorrelation), model.Neutral,
                (options.EarlyLikelihood, options.ConfirmedLikelihood))
            : Verdict.Unknown;
    }

    private double Ratio(Similarity similarity) => scores.LogLikelihoodRatio(similarity);
}
