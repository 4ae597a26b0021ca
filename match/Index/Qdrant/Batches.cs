using Google.Protobuf;

namespace Analytics.Match.Index.Qdrant;

/// <summary>Cuts what is to be sent into requests that a server takes at once.</summary>
internal static class Batches
{
    // Shorter requests hold up other writers less, and what goes wrong with one is repeated sooner.
    private const long MostBytes = 4_000_000;
    private const int MostItems = 500;

    /// <summary>In order; each of at most 500 messages and, unless one alone is larger, of about 4 MB.</summary>
    public static IEnumerable<List<T>> Of<T>(IEnumerable<T> messages)
        where T : IMessage
    {
        List<T> batch = [];
        var sum = 0L;
        foreach (var message in messages)
        {
            var size = message.CalculateSize();
            if (batch.Count == MostItems || (batch.Count > 0 && sum + size > MostBytes))
            {
                yield return batch;
                (batch, sum) = ([], 0);
            }

            batch.Add(message);
            sum += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
