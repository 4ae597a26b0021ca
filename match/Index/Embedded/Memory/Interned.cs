namespace Analytics.Match.Index.Embedded.Memory;

/// <summary>Gives values small numbers. One writer adds; readers see every value that they were given a number of.</summary>
internal sealed class Interned<TValue, TKey>(Func<TValue, TKey> keyOf)
    where TKey : notnull
{
    private readonly Dictionary<TKey, ushort> _numbers = [];
    private TValue[] _values = [];

    /// <summary>All values, by their number.</summary>
    public IReadOnlyList<TValue> Values => Volatile.Read(ref _values);

    /// <summary>The number of a value.</summary>
    public ushort NumberOf(TValue value)
    {
        var key = keyOf(value);
        if (!_numbers.TryGetValue(key, out var number))
        {
            number = checked((ushort)_values.Length);
            _numbers.Add(key, number);
            Volatile.Write(ref _values, [.. _values, value]);
        }

        return number;
    }
}
