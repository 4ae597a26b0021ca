using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts;

namespace Analytics.Match.Episodes;

/// <summary>
/// Turns verdicts into alerts: one episode per person and camera, reported once as early, once as confirmed and once as closed.
/// </summary>
/// <param name="gap">Unseen for longer, a person has left.</param>
/// <param name="limit">The longest episode.</param>
public sealed class EpisodeBook(TimeSpan gap, TimeSpan limit)
{
    private readonly Dictionary<(CameraId Camera, PersonId Person), Episode> _open = [];

    /// <summary>How far the cameras have come.</summary>
    public CameraClocks Clocks { get; } = new();

    /// <summary>Episodes that are open now.</summary>
    public int Open => _open.Count;

    /// <summary>The position of the first event of all tracks that episodes which are open rest on; none when none is.</summary>
    public long? OpenFrom => _open.Count == 0 ? null : _open.Values.Min(episode => episode.From);

    /// <summary>The latest alert of each episode that is open.</summary>
    public IEnumerable<Alert> OpenAlerts => _open.Values.Select(episode => episode.Latest);

    /// <summary>Whether a person was recognised at a camera, and has not left since.</summary>
    public bool IsOpen(CameraId camera, PersonId person) => _open.ContainsKey((camera, person));

    /// <summary>
    /// A track was recognised (state early or confirmed; the id is given here). Adds what is to be reported to
    /// <paramref name="alerts"/>: nothing when it was reported before.
    /// </summary>
    /// <param name="alert">What to report.</param>
    /// <param name="origin">Where the track comes from.</param>
    /// <param name="alerts">Takes what is to be reported.</param>
    public void Recognised(Alert alert, TrackOrigin origin, ICollection<Alert> alerts)
    {
        var (at, _) = Clocks.Reach(alert.Camera, origin.Epoch, new Moment(alert.LastMediaTime, alert.LastSeen));
        var trackBegan = Clocks.At(alert.Camera, origin.Epoch, alert.FirstMediaTime);
        Close(alert.Camera, at, alerts);
        var key = (alert.Camera, alert.Person);
        if (!_open.TryGetValue(key, out var episode))
        {
            episode = new Episode(alert with { Id = IdOf(alert), Epoch = origin.Epoch }, origin, trackBegan, at);
            _open.Add(key, episode);
            alerts.Add(episode.Report(AlertState.Early));
        }
        else
        {
            episode.Seen(alert, origin, trackBegan, at);
        }

        if (alert.State == AlertState.Confirmed && episode.Latest.State == AlertState.Early)
        {
            alerts.Add(episode.Report(AlertState.Confirmed));
        }
    }

    /// <summary>A track is in view or has just ended at <paramref name="moment"/>; extends the episodes that it carries.</summary>
    public void StillThere(CameraId camera, StreamEpoch epoch, TrackId track, Moment moment)
    {
        var (at, _) = Clocks.Reach(camera, epoch, moment);
        foreach (var ((where, _), episode) in _open)
        {
            if (where == camera && episode.Tracks.Contains((epoch, track)))
            {
                episode.StillThere(moment, at);
            }
        }
    }

    /// <summary>The stream of a camera reached <paramref name="now"/>: closes what is over.</summary>
    public void Advance(CameraId camera, StreamEpoch epoch, Moment now, ICollection<Alert> alerts) =>
        Close(camera, Clocks.Reach(camera, epoch, now).At, alerts);

    /// <summary>The camera has ended: closes all of its episodes.</summary>
    public void End(CameraId camera, ICollection<Alert> alerts)
    {
        foreach (var (key, episode) in _open)
        {
            if (key.Camera == camera)
            {
                Close(key, episode, alerts);
            }
        }
    }

    private void Close(CameraId camera, TimeSpan now, ICollection<Alert> alerts)
    {
        foreach (var (key, episode) in _open)
        {
            if (key.Camera == camera && (now - episode.LastAt > gap || now - episode.Began > limit))
            {
                Close(key, episode, alerts);
            }
        }
    }

    private void Close((CameraId Camera, PersonId Person) key, Episode episode, ICollection<Alert> alerts)
    {
        _open.Remove(key);
        alerts.Add(episode.Report(AlertState.Closed));
    }

    // The same observations give the same ids, whichever process reads them. Episodes that one track opens, on a long visit, begin at least
    // so far apart as the shorter of gap and limit; what was closed because its camera fell silent goes on under its id when it comes back
    // soon.
    private string IdOf(Alert alert)
    {
        var part = (alert.LastMediaTime - alert.FirstMediaTime).Ticks / Math.Min(gap.Ticks, limit.Ticks);
        var began = $"{alert.FirstMediaTime.Ticks}|{alert.FirstSeen.UtcTicks}";
        var name = $"{alert.Camera}|{alert.Person}|{alert.Track}|{began}{(part == 0 ? "" : $"|{part}")}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
    }
}
