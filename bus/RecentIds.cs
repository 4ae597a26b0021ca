namespace Analytics.Bus;

/// <summary>The latest ids, so that what comes twice is known.</summary>
/// <param name="capacity">How many ids it keeps.</param>
internal sealed class RecentIds(int capacity)
{
    private readonly HashSet<string> _known = [];
    private readonly Queue<string> _order = new();

    /// <summary>Whether the id is new; it is known from now on.</summary>
    public bool Add(string id)
    {
        if (!_known.Add(id))
        {
            return false;
        }

        _order.Enqueue(id);
        if (_order.Count > capacity)
        {
            _known.Remove(_order.Dequeue());
        }

        return true;
    }

    /// <summary>Forgets an id: when it comes again, it is new.</summary>
    public void Remove(string id) => _known.Remove(id);
}
