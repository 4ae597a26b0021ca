using Analytics.Runtime.Frames;

namespace Analytics.Ingest.Ffmpeg;

/// <summary>
/// A stream's turn to be opened, given back once, when it shows a picture, fails, or takes long: then it waits for its camera and not for a
/// processor. Were all opened at once, on a busy machine no decoder would be done before its camera times out, again and again.
/// </summary>
internal sealed class OpeningTurn : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private readonly Turnstile _turnstile;
    private readonly ITimer _timer;
    private int _isOver;

    /// <summary>Begins one that has been granted.</summary>
    /// <param name="turnstile">Gets it back.</param>
    /// <param name="time">Ends it.</param>
    public OpeningTurn(Turnstile turnstile, TimeProvider time)
    {
        _turnstile = turnstile;
        _timer = time.CreateTimer(_ => Dispose(), null, Longest, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            _timer.Dispose();
            _turnstile.Leave();
        }
    }
}
