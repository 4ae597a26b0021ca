using Analytics.Contracts;

namespace Analytics.Embed.Scheduling;

/// <summary>What was tried on one track, and when it should be tried and looked at next.</summary>
internal sealed class TrackAttempts(ScheduleOptions options)
{
    // A crop of less than this part of the best one's quality adds little to what is known.
    private const float WorthAnother = 0.5f;

    // Sides that a face may move between two calm looks and still overlap with where it was; less than the other is the detector's noise.
    private const double CalmSides = 0.6;
    private const double NoiseSides = 0.2;

    private int _count;
    private float _best;
    private TimeSpan _last;
    private Point2? _centre;
    private TimeSpan _seen;
    private bool _isUsable;

    /// <summary>What match said last.</summary>
    public IdentityGrade Grade { get; set; }

    /// <summary>When to look next, media time; of a face that was not found since, it may have passed.</summary>
    public TimeSpan NextLook { get; private set; }

    /// <summary>Counts an attempt, if a crop of that quality is worth one now.</summary>
    public bool TakeAttempt(float quality, TimeSpan now)
    {
        _isUsable = quality >= options.MinQuality;
        if (!_isUsable || (_count > 0 && now - _last < Interval(quality)))
        {
            return false;
        }

        (_count, _last, _best) = (_count + 1, now, MathF.Max(_best, quality));
        return true;
    }

    /// <summary>Decides on the next look from where the face is now.</summary>
    public void PlanNextLook(in Box box, TimeSpan now)
    {
        var untilAttempt = _last + options.QuickInterval - now;
        NextLook = now + (MovesFast(box, now) ? TimeSpan.Zero
            : !IsPressing ? options.CalmInterval
            : untilAttempt > TimeSpan.Zero ? untilAttempt
            : options.QuickInterval);
        (_centre, _seen) = (box.Centre, now);
    }

    // A face that is too poor to be tried does not press: most such are not seen better soon.
    private bool IsPressing => _isUsable
        && (Grade == IdentityGrade.Promising || (Grade == IdentityGrade.Unknown && _count < options.QuickAttempts));

    private TimeSpan BackOff
    {
        get
        {
            var interval = options.QuickInterval * Math.Pow(2, Math.Min(20, _count - options.QuickAttempts + 1));
            return interval < options.MaxInterval ? interval : options.MaxInterval;
        }
    }

    private TimeSpan Interval(float quality)
    {
        if (Grade == IdentityGrade.Confirmed)
        {
            return options.ReconfirmInterval;
        }

        var interval = Grade switch
        {
            _ when _count < options.QuickAttempts || quality >= _best * options.BetterBy => TimeSpan.Zero,
            IdentityGrade.Promising when quality >= _best * WorthAnother => TimeSpan.Zero,
            IdentityGrade.Early => options.QuickInterval * 2, // the name is out; what is left to do has time
            _ => BackOff,
        };
        return interval > options.QuickInterval ? interval : options.QuickInterval;
    }

    // Of a face that is seen for the first time nobody knows.
    private bool MovesFast(in Box box, TimeSpan now)
    {
        if (_centre is not { } before)
        {
            return true;
        }

        var moved = Math.Max(Math.Abs(box.Centre.X - before.X), Math.Abs(box.Centre.Y - before.Y)) / box.Width;
        return moved > Math.Max(NoiseSides, CalmSides * ((now - _seen) / options.CalmInterval));
    }
}
