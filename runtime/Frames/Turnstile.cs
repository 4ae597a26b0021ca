namespace Analytics.Runtime.Frames;

/// <summary>
/// Lets so many through at once; the others come in the order in which they asked. Frames of live cameras wait before one, where a newer one
/// takes their place, instead of growing old behind the models; decoders wait before another to be opened. Safe from several threads.
/// </summary>
/// <param name="turns">How many may be through at once.</param>
public sealed class Turnstile(int turns)
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _waiting = new();
    private int _free = turns;

    /// <summary>Takes a turn; where none is free, <paramref name="onTurn"/> is called once, from any thread, with the one that it then has.</summary>
    public bool TryEnter(Action onTurn)
    {
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return true;
            }

            _waiting.Enqueue(onTurn);
            return false;
        }
    }

    /// <summary>Gives a turn back, to whoever waits longest.</summary>
    public void Leave()
    {
        Action? next;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out next))
            {
                _free++;
            }
        }

        next?.Invoke();
    }
}
