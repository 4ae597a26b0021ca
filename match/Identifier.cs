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
    // Of a track in view there are observations at least every half minute or so: the end of one that is silent for so long was lost.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);
    private readonly Dictionary<(CameraId Camera, StreamEpoch Epoch, TrackId Track), TrackState> _tracks = [];
    private readonly Dictionary<CameraId, StreamEpoch> _epochs = [];
    private readonly Dictionary<CameraId, long> _heard = []; // the latest event of each
    private readonly EpisodeBook _episodes = new(options.EpisodeGap, options.EpisodeLimit);

    /// <summary>The least similarity of an alert of a person, from his or her watchlists; asked again for each verdict.</summary>
    public Func<PersonId, Similarity> ThresholdOf { get; init; } = _ => new Similarity(-1);

    /// <summary>Who may be one person under two records, and is reported together; none: nobody is.</summary>
    public AlikePeople? Alike { get; init; }

    /// <summary>How many there are to be taken for; none where that is not known.</summary>
    public Func<GallerySize?> Gallery { get; init; } = () => null;

    /// <summary>Counts the tracks that have a face.</summary>
    public TrackMeter Meter { get; init; } = new();

    /// <summary>What it compares with.</summary>
    public FaceCollection Collection => index.Collection;

    /// <summary>Tracks with evidence in memory.</summary>
    public int Tracks => _tracks.Count;

    /// <summary>The position of the first event of all that is still open; none when nothing is.</summary>
    public long? OpenFrom => Enumerable.Min([_episodes.OpenFrom, .. _tracks.Values.Select(track => (long?)track.Began)]);

    /// <summary>The latest alerts of the episodes that are open.</summary>
    public IEnumerable<Alert> OpenAlerts => _episodes.OpenAlerts;

    /// <summary>
    /// Takes in one event; adds what follows from it to the two lists. When the index is out of reach nothing follows yet, and the
    /// event can be given again.
    /// </summary>
    /// <param name="event">The event.</param>
    /// <param name="position">Its place among the others; it grows.</param>
    /// <param name="alerts">Takes what is to be reported.</param>
    /// <param name="identified">Takes what the camera is to know.</param>
    /// <param name="cancellationToken">Gives the search up.</param>
    /// <returns>Why the event was not taken in; none when it was.</returns>
    public async ValueTask<IndexUnavailable?> HandleAsync(
        ICameraEvent @event, long position, ICollection<Alert> alerts, ICollection<TrackIdentified> identified,
        CancellationToken cancellationToken)
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

                if (await ObserveAsync(observed, position, Candidates(answer.Value[0]), alerts, identified, cancellationToken) is { } away)
                {
                    return away;
                }

                break;
            case TrackEnded ended:
                var end = Reach(ended.Camera, ended.Epoch, ended.MediaTime, ended.At).Moment;
                _tracks.Remove((ended.Camera, ended.Epoch, ended.Track));
                _episodes.StillThere(ended.Camera, ended.Epoch, ended.Track, end);
                _episodes.Advance(ended.Camera, ended.Epoch, end, alerts);
                break;
            case CameraProgressed progressed:
                var (now, at) = Reach(progressed.Camera, progressed.Epoch, progressed.MediaTime, progressed.At);
                Begin(progressed.Camera, progressed.Epoch);
                ForgetLate(progressed.Camera, at);
                _episodes.Advance(progressed.Camera, progressed.Epoch, now, alerts);
                break;
            case CameraEnded ended:
                End(ended.Camera, alerts);
                return null;
        }

        _heard[@event.Camera] = position;
        return null;
    }

    /// <summary>
    /// Closes what is open of cameras that have reported nothing since a position, as if they had ended, while others have gone on for
    /// longer than anybody is silent: one that streams reports every few seconds. Adds what follows to <paramref name="alerts"/>.
    /// </summary>
    public void EndSilent(long since, ICollection<Alert> alerts)
    {
        var timeout = options.EpisodeGap + TrackMeter.LongestStep;
        foreach (var (camera, _) in _heard.Where(
            camera => camera.Value < since && _episodes.Clocks.Newest - _episodes.Clocks.Reached(camera.Key) > timeout).ToList())
        {
            End(camera, alerts);
        }
    }

    private (Moment Moment, TimeSpan At) Reach(CameraId camera, StreamEpoch epoch, TimeSpan media, DateTimeOffset utc)
    {
        Moment moment = new(media, utc);
        var (at, step) = _episodes.Clocks.Reach(camera, epoch, moment);
        Meter.Watched(step);
        return (moment, at);
    }

    private void End(CameraId camera, ICollection<Alert> alerts)
    {
        Forget((key, _) => key.Camera == camera);
        _heard.Remove(camera);
        _epochs.Remove(camera);
        _episodes.End(camera, alerts);
        _episodes.Clocks.Forget(camera);
    }

    private static IReadOnlyList<Candidate> Candidates(IReadOnlyList<FaceHit> hits) =>
        [.. hits.Where(hit => hit.Person is not null).Select(hit => new Candidate(hit.Person!.Value, hit.Similarity))];

    private void Forget(Func<(CameraId Camera, StreamEpoch Epoch, TrackId Track), TrackState, bool> which)
    {
        foreach (var (key, _) in _tracks.Where(track => which(track.Key, track.Value)).ToList())
        {
            _tracks.Remove(key);
        }
    }

    // What the spool of a node that died still held comes after the next one's: it counts, but who knows whether its end will come too.
    private void ForgetLate(CameraId camera, TimeSpan now) => Forget(
        (key, track) => key.Camera == camera && now - track.LastAt > (key.Epoch == _epochs[camera] ? LongestSilence : options.EpisodeGap));

    // Tracks never reach across epochs; of those whose node died nobody says that they ended.
    private void Begin(CameraId camera, StreamEpoch epoch)
    {
        if (!_epochs.TryGetValue(camera, out var latest) || epoch.Value > latest.Value)
        {
            _epochs[camera] = epoch;
            Forget((key, _) => key.Camera == camera && key.Epoch.Value < epoch.Value);
        }
    }

    private async ValueTask<IndexUnavailable?> ObserveAsync(
        FaceObserved observed, long position, IReadOnlyList<Candidate> candidates, ICollection<Alert> alerts,
        ICollection<TrackIdentified> identified, CancellationToken cancellationToken)
    {
        var (_, at) = Reach(observed.Camera, observed.Epoch, observed.MediaTime, observed.At);
        Begin(observed.Camera, observed.Epoch);
        var key = (observed.Camera, observed.Epoch, observed.Track);
        if (!_tracks.TryGetValue(key, out var track))
        {
            track = new TrackState(evidence.Begin(options), position);
            _tracks.Add(key, track);
            Meter.Began();
        }

        track.LastAt = at;
        if (track.Latest != observed.Id) // one that is given again after a fault counts once
        {
            track.Evidence.Add(observed, candidates);
            track.Latest = observed.Id;
        }

        var decided = await WithAlikeAsync(track.Evidence.Decide(), IsKnown, observed.Template, cancellationToken);
        if (decided.Unavailable is { } unavailable)
        {
            return unavailable;
        }

        var verdict = Named(decided.Value, IsKnown);
        if (verdict.Grade >= IdentityGrade.Early)
        {
            _episodes.Recognised(AlertOf(observed, track.Evidence, verdict), new(observed.Epoch, track.Began), alerts);
        }

        if (verdict.Grade != IdentityGrade.Unknown || track.Reported.Grade != IdentityGrade.Unknown)
        {
            identified.Add(new TrackIdentified(
                observed.Camera, observed.Epoch, observed.Track, verdict.Person, verdict.Similarity, verdict.Grade));
        }

        track.Reported = verdict;
        return null;

        bool IsKnown(PersonId person) => _episodes.IsOpen(observed.Camera, person);
    }

    // Rivals hold nobody back who are the same person, or look the same, under another record. Nor does a record that no list asks for hide
    // one that a list does ask for. That is asked only of whom an alert waits for.
    private async ValueTask<IndexAnswer<Verdict>> WithAlikeAsync(
        Verdict verdict, Func<PersonId, bool> isKnown, Template probe, CancellationToken cancellationToken)
    {
        if (Alike is null || verdict is not { GradeWithoutRivals: >= IdentityGrade.Early, Person: { } leader })
        {
            return IndexAnswer.Of(verdict);
        }

        var isListed = IsListed(new(leader, verdict.Similarity));
        var listed = verdict.Others.Where(IsListed).Select(other => other.Person).ToHashSet();
        List<Candidate> alike = [];
        foreach (var (other, i) in verdict.Others.Select((other, i) => (other, i)))
        {
            var isRival = i < verdict.Rivals;
            if (!IsAsked(other.Person, isRival))
            {
                continue;
            }

            var answer = await Alike.AreAlikeAsync(probe, leader, other.Person, cancellationToken);
            if (answer.Unavailable is { } unavailable)
            {
                return IndexAnswer.Without<Verdict>(unavailable);
            }

            if (answer.Value)
            {
                alike.Add(other);
            }
            else if (isRival)
            {
                return IndexAnswer.Of(verdict);
            }
        }

        return IndexAnswer.Of(alike.Count == 0 ? verdict : verdict.Taking(alike));

        bool IsAsked(PersonId other, bool isRival) =>
            isRival ? isListed || listed.Count > 0 : listed.Contains(other) && (!isListed || isKnown(other));
    }

    private bool IsListed(Candidate one) => one.Similarity >= ThresholdOf(one.Person);

    // Of those who cannot be distinguished the one on a list is named; of several the one who was named before, else always the same.
    private Verdict Named(Verdict verdict, Func<PersonId, bool> isKnown)
    {
        if (verdict is not { Grade: >= IdentityGrade.Early, Person: { } leader })
        {
            return verdict;
        }

        List<Candidate> all = [new(leader, verdict.Similarity), .. verdict.Alike];
        var named = all.Where(IsListed).OrderByDescending(one => isKnown(one.Person))
            .ThenBy(one => one.Person.Value, StringComparer.Ordinal).ToList();
        return named.Count == 0 ? verdict with { Grade = IdentityGrade.Promising } : verdict.Naming(named[0], all);
    }

    private Alert AlertOf(FaceObserved observed, ITrackEvidence track, Verdict verdict)
    {
        var best = track.BestObservation ?? observed;
        var rate = falseMatchRate(verdict.Similarity);
        return new Alert
        {
            Id = "",
            State = verdict.Grade == IdentityGrade.Confirmed ? AlertState.Confirmed : AlertState.Early,
            Person = verdict.Person!.Value,
            Camera = observed.Camera,
            Track = observed.Track,
            FirstSeen = observed.TrackStartedAt,
            LastSeen = observed.At,
            FirstMediaTime = observed.TrackStartedMediaTime,
            LastMediaTime = observed.MediaTime,
            Similarity = verdict.Similarity,
            Margin = verdict.Margin,
            FalseMatchRate = rate?.Value,
            Crops = verdict.Crops,
            Quality = best.Quality,
            Box = best.Box,
            Crop = best.Crop,
            FalseMatchLimits = rate is { } known ? new FalseMatchLimits(known.Lower, known.Upper, known.Extrapolated, known.AtFloor) : null,
            GalleryFalseMatchRate = rate is { } one && Gallery() is { } gallery
                ? Identification.FalsePositiveRate(one, gallery).Value
                : null,
            Evidence = track.CropsFor(verdict.Person.Value),
            IndistinguishableFrom = [.. verdict.Alike.Select(other => new AlikePerson(other.Person))],
        };
    }
}
