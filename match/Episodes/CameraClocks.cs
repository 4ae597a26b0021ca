using Analytics.Contracts;

namespace Analytics.Match.Episodes;

/// <summary>
/// How far the streams of cameras have come, as a length of time that never runs back: within one run of a stream its media time counts,
/// between two of them the time of day where that went on. A clock that is set neither holds an episode open nor closes it within a run.
/// </summary>
public sealed class CameraClocks
{
    // What a node that died still had on disk may come after the next one's. So this many runs of each camera are kept.
    private const int MostEpochs = 4;
    private readonly Dictionary<CameraId, Clock> _clocks = [];

    /// <summary>The furthest that any camera has come.</summary>
    public TimeSpan Newest { get; private set; }

    /// <summary>A camera's stream shows a moment.</summary>
    /// <param name="camera">The camera.</param>
    /// <param name="epoch">The run of its stream.</param>
    /// <param name="moment">On its clocks.</param>
    /// <returns>When that was, and how much further the camera has come with it.</returns>
    public (TimeSpan At, TimeSpan Step) Reach(CameraId camera, StreamEpoch epoch, Moment moment)
    {
        if (!_clocks.TryGetValue(camera, out var clock))
        {
            _clocks.Add(camera, clock = new Clock(Newest, moment.Utc));
        }

        var before = clock.Reached;
        var at = clock.Reach(epoch, moment);
        Newest = clock.Reached > Newest ? clock.Reached : Newest;
        return (at, clock.Reached - before);
    }

    /// <summary>When a moment of a run was that the camera has reached.</summary>
    public TimeSpan At(CameraId camera, StreamEpoch epoch, TimeSpan media) => _clocks[camera].At(epoch, media);

    /// <summary>How far a camera has come; <see cref="Newest"/> for one that never reported.</summary>
    public TimeSpan Reached(CameraId camera) => _clocks.TryGetValue(camera, out var clock) ? clock.Reached : Newest;

    /// <summary>The camera has ended.</summary>
    public void Forget(CameraId camera) => _clocks.Remove(camera);

    private sealed class Clock(TimeSpan start, DateTimeOffset utc)
    {
        private readonly List<(StreamEpoch Epoch, TimeSpan Begins)> _epochs = []; // where the media time of each is zero
        private DateTimeOffset _utc = utc; // when it had come as far as it has

        public TimeSpan Reached { get; private set; } = start;

        public TimeSpan Reach(StreamEpoch epoch, Moment moment)
        {
            if (_epochs.FindIndex(known => known.Epoch == epoch) < 0)
            {
                var pause = moment.Utc - _utc;
                _epochs.Add((epoch, Reached + (pause > TimeSpan.Zero ? pause : TimeSpan.Zero) - moment.Media));
                if (_epochs.Count > MostEpochs)
                {
                    _epochs.RemoveAt(0);
                }
            }

            var at = At(epoch, moment.Media);
            if (at >= Reached)
            {
                (Reached, _utc) = (at, moment.Utc);
            }

            return at;
        }

        public TimeSpan At(StreamEpoch epoch, TimeSpan media) => _epochs.Find(known => known.Epoch == epoch).Begins + media;
    }
}
