namespace Analytics.Runtime.Frames;

/// <summary>
/// Lets so many frames of live cameras into the pipelines at once. The others wait where a newer one takes their place: what waits behind
/// the models would only grow old. Cameras come in the order in which they asked. Safe from several threads.
/// </summary>
/// <param name="turns">Frames that are on their way through the pipelines at once.</param>
public sealed class FrameAdmission(int turns)
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
