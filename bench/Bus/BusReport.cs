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

            Times and bytes are per event, record or observation. Each run takes all figures, one after the other. A run before them
            warms up and is not counted. A broker that the bench starts runs on the same cores.

            - Events of 1 kB: observations with 128 components and a crop that fills a protobuf message up to 1 kB. They go through the
              publisher with default settings (acknowledged by all replicas, idempotent, lz4, 12 partitions, 64 cameras). Measured from the
              first event to the last acknowledgement.
            - Kafka's perf tool: `kafka-producer-perf-test` with the same settings and bytes, no key and no headers. Its JVM uses all
              compilers. Its processor time includes the start.
            - Awaiting producer: sends one event, waits for its acknowledgement, then sends the next. Measured with the default linger
              (5 ms) and without linger.
            - Client library alone: Confluent.Kafka with the same messages. The messages are made in advance and the caller keeps no state.
              The rest of the publisher's time is its own. If this figure is below a goal, no publisher on this library can meet it. Client
              and broker share the processors.
            - Read: by the event source with a reader that only counts, from the first event to the last.
            - Observations: 512 components and a crop of 6,000 bytes, which compresses no better than a JPEG. On the wire: bytes in the
              topic. Sent one at a time, an event has no batch to share.
            - Largest observation: the longest template and the largest crop that are read. The publisher refuses an event of more than
              32 kB (key and value), and a reader rejects a value of more than 32 kB to the dead letters.

            """);
        return page.ToString();
    }
}
