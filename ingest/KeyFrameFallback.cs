using System.Globalization;

namespace Analytics.Ingest;

/// <summary>
/// Whether a camera is read by its key frames alone for a while, because its decoder could not keep up: a quarter of the work, and pictures
/// of now. For five minutes, a quarter more or less; twice as long each time that all frames were tried again in vain, up to an hour.
/// </summary>
internal sealed class KeyFrameFallback(CameraSpec spec, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(1);
    private long? _since;
    private TimeSpan _length;
    private double _jitter;
    private TimeSpan _spared;

    /// <summary>Whether it is.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Whether all frames should be tried again.</summary>
    public bool IsOver => IsOn && Passed >= _length * _jitter;

    private TimeSpan Passed => _since is { } since ? time.GetElapsedTime(since) : TimeSpan.MaxValue;

    /// <summary>
    /// How the camera is to be read when it is opened now. Key frames may be far apart, and that is no jump of its clock.
    /// </summary>
    public CameraSpec Next()
    {
        if (IsOver)
        {
            Turn(on: false);
        }

        return !IsOn ? spec : spec with
        {
            Options = spec.Options with
            {
                KeyFramesOnly = true,
                MaxClockStep = spec.Options.MaxClockStep > LongestInterval ? spec.Options.MaxClockStep
                    : LongestInterval,
            },
        };
    }

    /// <summary>Pictures come late; the reason to open the camera again, if that helps.</summary>
    /// <param name="by">How far it is behind.</param>
    /// <param name="dice">0 to 1: cameras that fell behind together do not all come back together.</param>
    public string? OnBehind(TimeSpan by, double dice)
    {
        if (IsOn)
        {
            Stop();
            return "its key frames are late, too: reading all frames again";
        }

        if (spec.Options.KeyFramesOnly || Passed < _spared)
        {
            return null;
        }

        var wanted = Passed < Longest ? 2 * _length : Shortest;
        (_length, _jitter) = (wanted < Longest ? wanted : Longest, 0.75 + dice / 2);
        Turn(on: true);
        IngestTelemetry.Fallbacks.Add(1, new KeyValuePair<string, object?>("camera", spec.Id.Value));
        return string.Create(CultureInfo.InvariantCulture, $"its decoder is {by.TotalSeconds:0.0} s behind: key frames only for a while");
    }

    /// <summary>No picture came for too long: perhaps no key frame does.</summary>
    public void OnStall()
    {
        if (IsOn)
        {
            Stop();
        }
    }

    // Key frames came late, too, or did not come: they are of no help for an hour.
    private void Stop()
    {
        Turn(on: false);
        _spared = Longest;
    }

    private void Turn(bool on) => (IsOn, _since, _spared) = (on, time.GetTimestamp(), TimeSpan.Zero);
}
