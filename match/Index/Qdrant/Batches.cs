namespace Analytics.Match.Index.Qdrant;

/// <summary>Cuts what is to be sent into requests that a server takes at once.</summary>
internal static class Batches
{
    // Qdrant takes 32 MB by default; shorter requests hold up other writers less.
    private const long MostBytes = 4_000_000;
    private const int MostItems = 500;

    // A component as text: sign, point, nine digits, exponent, comma.
    private const int BytesPerComponent = 14;

    /// <summary>In order; each of at most 500 items and, unless one alone is larger, of about 4 MB.</summary>
    public static IEnumerable<List<T>> Of<T>(IEnumerable<T> items, Func<T, long> bytes)
    {
        List<T> batch = [];
        var sum = 0L;
        foreach (var item in items)
        {
            var size = bytes(item);
            if (batch.Count == MostItems || (batch.Count > 0 && sum + size > MostBytes))
            {
                yield return batch;
                (batch, sum) = ([], 0);
            }

            batch.Add(item);
            sum += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>About as many bytes as a face has as JSON, at most.</summary>
    public static long BytesOf(Point face) => BytesPerComponent * face.Vector.Template.Length + 6L * (
        100 + (face.Payload.Subject?.Length ?? 0) + (face.Payload.Camera?.Length ?? 0)
        + face.Payload.Watchlist.Sum(list => list.Length + 3));

    /// <summary>About as many bytes as a search has as JSON, at most.</summary>
    public static long BytesOf(QueryPoints query) => BytesPerComponent * query.Query.Template.Length + 1000;
}
