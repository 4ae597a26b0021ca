using Analytics.Contracts;
using Analytics.Match.Episodes;
using Analytics.Match.Evidence;
using Analytics.Match.Index;

namespace Analytics.Match;

/// <summary>
/// Identification of all cameras, one event at a time: observation → candidates → evidence of the track → verdict → episode.
/// Pure but for its memory; its caller sends what it returns.
/// </summary>
/// <param name="index">The gallery.</param>
/// <param name="evidence">What a crop says.</param>
/// <param name="options">The rules.</param>
/// <param name="falseMatchRate">The calibrated chance that a stranger reaches a similarity; null where it is not known.</param>
public sealed class Identifier(
    IFaceIndex index, EvidenceModel evidence, MatchOptions options, Func<Similarity, double?> falseMatchRate)
{
    private readonly Dictionary<(CameraId Camera, TrackId Track), TrackState> _tracks = [];
    private readonly EpisodeBook _episodes = new(options.EpisodeGap, options.EpisodeLimit);

    /// <summary>Tracks with evidence in memory.</summary>
    public int Tracks => _tracks.Count;

    /// <summary>
    /// Takes in one event; adds what follows from it to the two lists. When the index is out of reach nothing has changed, and the
    /// event can be given again.
    /// </summary>
    /// <returns>Why the event was not taken in; none when it was.</returns>
    public async ValueTask<IndexUnavailable?> HandleAsync(
        ICameraEvent @event, ICollection<Alert> alerts, ICollection<TrackIdentified> identified, CancellationToken cancellationToken)
    {
        switch (@event)
        {
            case FaceObserved observed:
                FaceQuery query = new(observed.Template, options.Candidates);
                var answer = await index.SearchAsync([query], cancellationToken);
                if (answer.Unavailable is { } unavailable)
                {
                    return unavailable;
                }

                Observe(observed, Candidates(answer.Value[0]), alerts, identified);
                break;
            case TrackEnded ended:
                _tracks.Remove((ended.Camera, ended.Track));
                _episodes.StillThere(ended.Camera, ended.Track, new Moment(ended.MediaTime, ended.At));
                _episodes.Advance(ended.Camera, ended.At, alerts);
                break;
            case CameraProgressed progressed:
                _episodes.Advance(progressed.Camera, progressed.At, alerts);
                break;
            case CameraEnded ended:
                foreach (var key in _tracks.Keys.Where(key => key.Camera == ended.Camera).ToList())
                {
                    _tracks.Remove(key);
                }

                _episodes.End(ended.Camera, alerts);
                break;
        }

        return null;
    }

    private static IReadOnlyList<Candidate> Candidates(IReadOnlyList<FaceHit> hits) =>
        [.. hits.Where(hit => hit.Person is not null).Select(hit => new Candidate(hit.Person!.Value, hit.Similarity))];

    private void Observe(
        FaceObserved observed, IReadOnlyList<Candidate> candidates, ICollection<Alert> alerts, ICollection<TrackIdentified> identified)
    {
        var key = (observed.Camera, observed.Track);
        if (!_tracks.TryGetValue(key, out var track))
        {
            track = new TrackState(new TrackEvidence(evidence, options));
            _tracks.Add(key, track);
        }

        track.Evidence.Add(observed, candidates);
        var verdict = track.Evidence.Decide();
        if (verdict.Grade >= IdentityGrade.Early)
        {
            _episodes.Recognised(AlertOf(observed, track.Evidence, verdict), alerts);
        }

        if (verdict.Grade != IdentityGrade.Unknown || track.Told.Grade != IdentityGrade.Unknown)
        {
            identified.Add(new TrackIdentified(
                observed.Camera, observed.Track, verdict.Person, verdict.Similarity, verdict.Grade));
        }

        track.Told = verdict;
    }

    private Alert AlertOf(FaceObserved observed, TrackEvidence track, Verdict verdict)
    {
        var best = track.BestObservation ?? observed;
        return new Alert(
            "", verdict.Grade == IdentityGrade.Confirmed ? AlertState.Confirmed : AlertState.Early,
            verdict.Person!.Value, observed.Camera, observed.Track, observed.TrackStartedAt, observed.At,
            observed.TrackStartedMediaTime, observed.MediaTime, verdict.Similarity, verdict.Margin,
            falseMatchRate(verdict.Similarity), verdict.Crops, best.Quality, best.Box, best.Crop);
    }

    private sealed class TrackState(TrackEvidence evidence)
    {
        public TrackEvidence Evidence { get; } = evidence;

        public Verdict Told { get; set; } = Verdict.Unknown;
    }
}
