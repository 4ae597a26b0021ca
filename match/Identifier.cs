using Analytics.Contracts;
using Analytics.Match.Decisions;
using Analytics.Match.Episodes;
using Analytics.Match.Evidence;
using Analytics.Match.Index;
using Analytics.Runtime.Models;

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
    IFaceIndex index, EvidenceModel evidence, MatchOptions options, Func<Similarity, RateEstimate?> falseMatchRate)
{
    private readonly Dictionary<(CameraId Camera, TrackId Track), TrackState> _tracks = [];
    private readonly EpisodeBook _episodes = new(options.EpisodeGap, options.EpisodeLimit);

    /// <summary>The least similarity of an alert of a person, from the lists that he or she is on; asked anew for each verdict.</summary>
    public Func<PersonId, Similarity> ThresholdOf { get; init; } = _ => new Similarity(-1);

    /// <summary>How many there are to be taken for; none where that is not known.</summary>
    public Func<GallerySize?> Gallery { get; init; } = () => null;

    /// <summary>Counts the tracks that have a face.</summary>
    public TrackMeter Meter { get; init; } = new();

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
                FaceQuery query = new(observed.Template, options.Candidates) { ExactFrom = evidence.ExactFrom((float)options.Margin) };
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
                Meter.Reached(progressed.Camera, progressed.At);
                _episodes.Advance(progressed.Camera, progressed.At, alerts);
                break;
            case CameraEnded ended:
                foreach (var key in _tracks.Keys.Where(key => key.Camera == ended.Camera).ToList())
                {
                    _tracks.Remove(key);
                }

                Meter.Ended(ended.Camera);
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
            track = new TrackState(evidence.Begin(options));
            _tracks.Add(key, track);
            Meter.Began();
        }

        track.Evidence.Add(observed, candidates);
        var verdict = track.Evidence.Decide();
        if (verdict is { Grade: >= IdentityGrade.Early, Person: { } person } && verdict.Similarity < ThresholdOf(person))
        {
            verdict = verdict with { Grade = IdentityGrade.Promising };
        }

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

    private Alert AlertOf(FaceObserved observed, ITrackEvidence track, Verdict verdict)
    {
        var best = track.BestObservation ?? observed;
        var rate = falseMatchRate(verdict.Similarity);
        return new Alert(
            "", verdict.Grade == IdentityGrade.Confirmed ? AlertState.Confirmed : AlertState.Early,
            verdict.Person!.Value, observed.Camera, observed.Track, observed.TrackStartedAt, observed.At,
            observed.TrackStartedMediaTime, observed.MediaTime, verdict.Similarity, verdict.Margin,
            rate?.Value, verdict.Crops, best.Quality, best.Box, best.Crop)
        {
            FalseMatchLimits = rate is { } known ? new FalseMatchLimits(known.Lower, known.Upper, known.Extrapolated, known.AtFloor) : null,
            GalleryFalseMatchRate = rate is { } one && Gallery() is { } gallery
                ? Identification.FalsePositiveRate(one, gallery).Value
                : null,
            Evidence = track.CropsFor(verdict.Person.Value),
        };
    }

    private sealed class TrackState(ITrackEvidence evidence)
    {
        public ITrackEvidence Evidence { get; } = evidence;

        public Verdict Told { get; set; } = Verdict.Unknown;
    }
}
