namespace Analytics.Ingest;

/// <summary>
/// When the pictures of a live source were due, on our clock. A picture can be late but never early, so the quickest ones show when all
/// were sent. The sender's clock may run at any pace (a camera that stamps 25 pictures a second and sends 21): when even the quickest
/// picture of a while comes late, and the decoder has read all that arrived, it is the sender's clock that is slow (ADR 17).
/// </summary>
internal sealed class SenderClock
{
    private const double DriftPerSecond = 0.001; // of an ordinary crystal, many times over
    private const int FewestPictures = 3;
    private const double SlowestPace = 1 / 32.0;
    private const double FastestPace = 32;
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestBaseline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Close = TimeSpan.FromSeconds(0.02);

    private TimeSpan _zero;
    private TimeSpan _media; // since then
    private Point? _anchor; // the pace is that from here on
    private Look _look;
    private double _paceBefore = 1;
    private bool _hasReturned;
    private TimeSpan _began; // when the first picture was due
    private TimeSpan _stepped; // the steps since then
    private bool _isOff;

    /// <summary>Our seconds for one of the sender's.</summary>
    public double Pace { get; private set; } = 1;

    /// <summary>When the newest picture was due.</summary>
    public TimeSpan Due { get; private set; }

    /// <summary>How far the newest picture is from the one before, in our seconds.</summary>
    public TimeSpan Step { get; private set; }

    /// <summary>Starts over: the presentation times begin again, the pace stays.</summary>
    public void Begin(TimeSpan mediaTime, TimeSpan received)
    {
        (_zero, _media, Due, Step, _anchor, _look) = (mediaTime, TimeSpan.Zero, received, TimeSpan.Zero, null, default);
        (_began, _stepped, _isOff) = (received, TimeSpan.Zero, false);
        Watch(received);
    }

    /// <summary>Takes the next picture.</summary>
    /// <param name="mediaTime">On the sender's clock; later than the one before.</param>
    /// <param name="received">On a clock of ours that is never set.</param>
    /// <param name="input">What is left to read; none where nobody knows.</param>
    public void Advance(TimeSpan mediaTime, TimeSpan received, IInputGauge? input)
    {
        var step = mediaTime - _zero - _media;
        _media += step;
        Step = step * Pace;
        var due = Due + step * (Pace + DriftPerSecond);
        Due = due < received ? due : received;
        Watch(received);
        if (_look.Pictures >= FewestPictures && received - _look.Began >= ShortestLook)
        {
            Conclude(received, input);
        }

        Correct();
    }

    // Steps are the sender's for as long as they add up to our time. Where they do not (pictures came late for a while and are quick again,
    // or the pace was taken wrongly), the next ones are longer or shorter until they do.
    private void Correct()
    {
        var off = Due - _began - (_stepped + Step);
        _isOff = off.Duration() > (_isOff ? Close : Tolerance);
        if (_isOff)
        {
            Step += off > -Step / 2 ? off : -Step / 2;
        }

        _stepped += Step;
    }

    private void Watch(TimeSpan received)
    {
        var (late, delay) = (received - Due, received - _media * Pace);
        _look = _look.Pictures == 0
            ? new Look(received, 1, late, delay, new Point(_media, received))
            : _look with { Pictures = _look.Pictures + 1, Late = late < _look.Late ? late : _look.Late };
        if (delay < _look.Delay)
        {
            _look = _look with { Delay = delay, Quickest = new Point(_media, received) };
        }
    }

    private void Conclude(TimeSpan received, IInputGauge? input)
    {
        var anchor = _anchor ??= _look.Quickest;
        var off = _look.Delay - (anchor.Received - anchor.Media * Pace);
        var isSlow = _look.Late > Tolerance || off > Tolerance;
        if (isSlow && input?.HasUnread() == true)
        {
            return; // the pictures come late because the decoder does: the look goes on until it has caught up
        }

        if (_look.Late > Tolerance)
        {
            Due += _look.Late;
        }

        var quickest = _look.Quickest;
        if (off < -Tolerance && !_hasReturned)
        {
            // Earlier than the pace says: the anchor, and the pace with it, was of a time when pictures came late for another reason.
            (Pace, _anchor, _hasReturned) = (_paceBefore, quickest, true);
        }
        else if (off.Duration() > Tolerance && quickest.Received - anchor.Received >= ShortestBaseline)
        {
            (_paceBefore, _hasReturned) = (Pace, false);
            Pace = Math.Clamp((quickest.Received - anchor.Received) / (quickest.Media - anchor.Media), SlowestPace, FastestPace);
            _anchor = quickest;
        }

        _look = default;
    }

    private readonly record struct Point(TimeSpan Media, TimeSpan Received);

    /// <summary>The pictures of a second or more: the least that one was late, and the quickest by the pace of now.</summary>
    private readonly record struct Look(TimeSpan Began, int Pictures, TimeSpan Late, TimeSpan Delay, Point Quickest);
}
