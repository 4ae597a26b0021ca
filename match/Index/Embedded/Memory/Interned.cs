namespace Analytics.Match.Index.Embedded.Memory;

/// <summary>
/// Gives values small numbers, never the same one to two values. One writer adds and drops; readers see every value that they were given a
/// number of.
/// </summary>
/// <param name="keyOf">Distinguishes values.</param>
/// <param name="dropped">Stands in the place of a value that nobody uses any more.</param>
internal sealed class Interned<TValue, TKey>(Func<TValue, TKey> keyOf, TValue dropped)
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> _numbers = [];
    private readonly HashSet<int> _unused = [];
    private TValue[] _values = new TValue[16];
    private int _count;

    /// <summary>Values that are kept.</summary>
    public int Kept => _numbers.Count;

    /// <summary>All values, by their number.</summary>
    public IReadOnlyList<TValue> Values
    {
        get
        {
            var count = Volatile.Read(ref _count);
            return new ArraySegment<TValue>(Volatile.Read(ref _values), 0, count);
        }
    }

    /// <summary>The value of a number.</summary>
    public TValue this[int number] => Volatile.Read(ref _values)[number];

    /// <summary>The number of a value.</summary>
    public int NumberOf(TValue value)
    {
        var key = keyOf(value);
        if (!_numbers.TryGetValue(key, out var number))
        {
            number = _count;
            if (number == _values.Length)
            {
                var larger = new TValue[number * 2];
                _values.CopyTo(larger, 0);
                Volatile.Write(ref _values, larger);
            }

            _values[number] = value;
            _numbers.Add(key, number);
            Volatile.Write(ref _count, number + 1);
        }

        return number;
    }

    /// <summary>
    /// Drops the values of numbers that are not used, and were not the last time either: a reader may still hold one that fell out of use
    /// since.
    /// </summary>
    public void DropUnused(IReadOnlySet<int> used)
    {
        foreach (var (key, number) in _numbers.Where(value => !used.Contains(value.Value)).ToList())
        {
            if (!_unused.Add(number))
            {
                _numbers.Remove(key);
                _values[number] = dropped;
            }
        }

        _unused.RemoveWhere(used.Contains);
    }
}
