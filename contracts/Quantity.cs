namespace Analytics.Contracts;

/// <summary>Counts in sentences.</summary>
public static class Quantity
{
    /// <summary><c>1 photo</c>, <c>2 photos</c>.</summary>
    public static string Of(long count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
