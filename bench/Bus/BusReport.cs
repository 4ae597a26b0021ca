using System.Globalization;
using System.Text;

namespace Analytics.Benchmarks.Bus;

/// <summary>The page that <c>make bench-bus</c> writes.</summary>
internal static class BusReport
{
    /// <summary>The page.</summary>
    public static string ToMarkdown(IReadOnlyList<Row> rows, string machine, int runs)
    {
        var page = new StringBuilder().Append("# The bus over Kafka\n\n")
            .Append(CultureInfo.InvariantCulture, $"Written by `make bench-bus`. {machine}. Median of {runs}, least – most.\n\n")
            .Append("| | median | range | goal | met |\n|---|---:|---:|---:|---|\n");
        foreach (var row in rows)
        {
            page.Append(row.ToMarkdown()).Append('\n');
        }

        page.Append("""

            Times and bytes are of one event, record or observation. Each run takes all figures, one after the other; a run before them
            warms up and is not counted. A broker that the bench starts runs on the same cores.

            - Events of 1 kB: observations with 128 components and a crop that fills a protobuf message up to 1 kB, through the
              publisher with default settings (acknowledged by all replicas, idempotent, lz4, 12 partitions, 64 cameras), from the
              first event to the last acknowledgement.
            - Kafka's perf tool: `kafka-producer-perf-test` with the same settings and bytes, no key, no headers, and the full
              compiler of its virtual machine, whose start is part of its processor time.
            - Awaiting producer: each event is sent when the one before was acknowledged, with the default linger of 5 ms, and
              without.
            - Client library alone: Confluent.Kafka with the same messages, made beforehand, and nothing to remember: what the
              publisher takes beyond that is its own, and where this stays below a goal, no publisher over that library meets it.
              Client and broker share the processors.
            - Read: by the event source with a reader that only counts, from the first event to the last.
            - Observations: 512 components and a crop of 6,000 bytes, which compresses no better than a JPEG. On the wire: what lies
              in the topic, as it came; one at a time there is nothing to share a batch with.
            - Largest observation: the longest template and the largest crop that are read. What is larger than 32 kB is refused by
              its name.

            """);
        return page.ToString();
    }
}
