namespace Analytics.Runtime.Frames;

/// <summary>
/// Lets so many through at once. Of the others comes first whose turn was longest ago, and among equals who asked first. Frames of live
/// cameras wait before one, where a newer one takes their place, instead of growing old behind the models; decoders wait before another to
/// be opened. Safe from several threads.
/// </summary>
/// <param name="turns">How many may be through at once.</param>
public sealed class Turnstile(int turns)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action, (long LastTurn, long Asked)> _waiting = new();
    private int _free = turns;
    private long _asked;

    /// <summary>
    /// Takes a turn; where none is free, <paramref name="onTurn"/> is called once, from any thread, with the one that it then has.
    /// </summary>
    /// <param name="onTurn">Has the turn.</param>
    /// <param name="lastTurn">When the one before was, in any unit that all use; 0 where there was none.</param>
    public bool TryEnter(Action onTurn, long lastTurn = 0)
    {
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return true;
            }

            _waiting.Enqueue(onTurn, (lastTurn, _asked++));
            return false;
        }
    }

    /// <summary>Gives a turn back, to the next in line.</summary>
    public void Leave()
    {
        Action? next;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out next, out _))
            {
                _free++;
            }
        }

        next?.Invoke();
    }
}
