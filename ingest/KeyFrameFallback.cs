namespace Analytics.Ingest;

/// <summary>
/// Whether a camera is read by its key frames alone for a while, because its decoder could not keep up: a quarter of the work, and pictures
/// of now. Twice as long each time that all frames were tried again in vain, up to an hour.
/// </summary>
internal sealed class KeyFrameFallback(CameraSpec spec, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private long? _since;
    private TimeSpan _length;
    private int _vain;

    /// <summary>Whether it is.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Whether all frames should be tried again.</summary>
    public bool IsOver => IsOn && time.GetElapsedTime(_since!.Value) >= _length;

    /// <summary>How the camera is to be read.</summary>
    public CameraSpec Spec => IsOn ? spec with { Options = spec.Options with { KeyFramesOnly = true } } : spec;

    /// <summary>Begins; false where there is nothing to leave out.</summary>
    /// <param name="dice">0 to 1: cameras that fell behind together do not all come back together.</param>
    public bool TryBegin(double dice)
    {
        if (IsOn || spec.Options.KeyFramesOnly)
        {
            return false;
        }

        _vain = _since is { } last && time.GetElapsedTime(last) < Longest ? _vain + 1 : 0;
        _length = new BackOff(spec.Options.KeyFramesFor, Longest).Delay(_vain, dice);
        (IsOn, _since) = (true, time.GetTimestamp());
        return true;
    }

    /// <summary>Ends.</summary>
    public void End() => (IsOn, _since) = (false, time.GetTimestamp());
}
