namespace Analytics.Match.Index.Embedded.Store;

/// <summary>Something with several holders. The last one to let go frees it; its maker is the first holder.</summary>
internal abstract class Counted
{
    private int _holders = 1;

    /// <summary>Holds it; false when all have let go already.</summary>
    public bool TryHold()
    {
        while (true)
        {
            var holders = Volatile.Read(ref _holders);
            if (holders == 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
            {
                return true;
            }
        }
    }

    /// <summary>Holds what the caller knows to be held.</summary>
    public void Hold() => ObjectDisposedException.ThrowIf(!TryHold(), this);

    /// <summary>Lets go.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Free();
        }
    }

    /// <summary>Called once, when nobody holds it any more.</summary>
    protected abstract void Free();
}
