using Analytics.Contracts;

namespace Analytics.Match.Evidence;

/// <summary>All that one track says of who it is.</summary>
public interface ITrackEvidence
{
    /// <summary>The observation of best quality among those that the fused similarity rests on.</summary>
    FaceObserved? BestObservation { get; }

    /// <summary>Takes in a crop with its candidates, best first.</summary>
    /// <param name="observation">The crop.</param>
    /// <param name="candidates">Who it looks like; people who are not among them count as the last one at best.</param>
    void Add(FaceObserved observation, IReadOnlyList<Candidate> candidates);

    /// <summary>Who the track is by now.</summary>
    Verdict Decide();

    /// <summary>The crops that the fused similarity to a person rests on, in the order of time.</summary>
    IReadOnlyList<AlertCrop> CropsFor(PersonId person);
}
