namespace Analytics.Train.Data;

/// <summary>The order in which faces are seen: all of them, shuffled, then all again in another order.</summary>
internal sealed class FaceOrder(int count, int seed) : IFaceOrder
{
    private long _epoch = -1;
    private int[] _order = [];

    /// <inheritdoc/>
    public int Face(long sample)
    {
        var (epoch, place) = Math.DivRem(sample, count);
        if (epoch != _epoch)
        {
            _order = [.. Enumerable.Range(0, count)];
            new Random(unchecked(seed * 7919 + (int)epoch)).Shuffle(_order);
            _epoch = epoch;
        }

        return _order[place];
    }
}
