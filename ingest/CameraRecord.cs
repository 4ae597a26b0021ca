using System.Text.Json;
using Analytics.Contracts;

namespace Analytics.Ingest;

/// <summary>What is known of one camera: its state and since when, its picture, what it delivered, how well it does.</summary>
internal sealed class CameraRecord(CameraSpec spec, CameraCounters counters, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private readonly HourlyCount _reconnects = new(time);
    private readonly HourlyCount _stalls = new(time);
    private readonly RecentRate _rate = new(time);
    private readonly KeyValuePair<string, object?> _camera = new("camera", spec.Id.Value);
    private bool _counted;
    private int _width;
    private int _height;
    private long _since;

    /// <summary>What it is doing.</summary>
    public CameraState State { get; private set; } = CameraState.Stopped;

    /// <summary>Why, without credentials.</summary>
    public string Reason { get; private set; } = "not started";

    /// <summary>How long it has been doing that.</summary>
    public TimeSpan SinceThen => time.GetElapsedTime(_since);

    /// <summary>How well it does its work.</summary>
    public HealthGrade Grade => CameraHealth.Grade(FpsRatio(), _reconnects.Count, _stalls.Count);

    /// <summary>It does something else now.</summary>
    public void Enter(CameraState state, string reason)
    {
        Uncount();
        (State, Reason, _since, _counted) = (state, reason, time.GetTimestamp(), true);
        IngestTelemetry.State.Add(1, _camera, StateTag);
        if (state is CameraState.Streaming or CameraState.BackingOff)
        {
            _rate.Reset();
        }
    }

    /// <summary>Its source is opened again.</summary>
    public void Reconnects()
    {
        _reconnects.Add();
        IngestTelemetry.Reconnects.Add(1, _camera);
    }

    /// <summary>No frame came for too long.</summary>
    public void Stalls()
    {
        _stalls.Add();
        IngestTelemetry.Stalls.Add(1, _camera);
    }

    /// <summary>Its picture has this size.</summary>
    public void OnPictureSize(int width, int height) => (_width, _height) = (width, height);

    /// <summary>A few times a second: what the frame rate follows from.</summary>
    public void Sample() => _rate.Sample(counters.Received);

    /// <summary>All of it.</summary>
    public CameraStatus Status(FrameFeed feed, KeyFrameFallback fallback) => new()
    {
        Camera = spec.Id,
        Source = spec.Source.ToString(),
        State = State,
        Reason = Reason,
        Epoch = feed.Epoch,
        Width = _width,
        Height = _height,
        ReceivedFps = _rate.Value,
        Received = counters.Received,
        Dropped = counters.DroppedByReason(),
        ReconnectsLastHour = _reconnects.Count,
        StallsLastHour = _stalls.Count,
        Health = Grade,
        Lag = feed.Lag,
        KeyFramesOnly = fallback.IsOn,
    };

    /// <summary>The camera is gone; no state is reported for it any more.</summary>
    public void Dispose() => Uncount();

    private KeyValuePair<string, object?> StateTag => new("state", JsonNamingPolicy.KebabCaseLower.ConvertName(State.ToString()));

    private void Uncount()
    {
        if (_counted)
        {
            IngestTelemetry.State.Add(-1, _camera, StateTag);
            _counted = false;
        }
    }

    private double FpsRatio()
    {
        var expected = spec.Options.KeyFramesOnly || !spec.NewestWins ? 0 : spec.Options.Fps;
        return State switch
        {
            CameraState.Streaming when expected > 0 && SinceThen > Settling => _rate.Value / expected,
            CameraState.Stalled or CameraState.BackingOff => 0,
            _ => 1,
        };
    }
}
