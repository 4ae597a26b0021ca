using System.Globalization;
using Analytics.Bus;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Benchmarks.Bus;

/// <summary>Topics of their own, which go when they are disposed: a run would fill the disk for the next one.</summary>
internal sealed class BusTopics : IAsyncDisposable
{
    private static int _number;

    private BusTopics(KafkaOptions options) => Options = options;

    /// <summary>The defaults of the program, but for the names.</summary>
    public KafkaOptions Options { get; }

    /// <summary>Clients of the broker.</summary>
    public KafkaClients Clients => ClientsOf(Options);

    /// <summary>Their names.</summary>
    public KafkaTopics Names => new(Options.Prefix);

    /// <summary>Makes them.</summary>
    public static async Task<BusTopics> CreateAsync(BusBroker broker)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"bench-{Environment.ProcessId}-{Interlocked.Increment(ref _number)}");
        KafkaOptions options = new() { Servers = broker.Servers, Prefix = prefix, Group = prefix };
        await new KafkaTopicSetup(ClientsOf(options), options, TimeProvider.System, NullLogger<KafkaTopicSetup>.Instance).EnsureAsync();
        return new(options);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var admin = Clients.Admin();
        await admin.DeleteTopicsAsync(
            [Names.Observed, Names.Alerts, Names.CameraStatus, Names.Progress, KafkaTopics.DeadLettersOf(Names.Observed)]);
    }

    private static KafkaClients ClientsOf(KafkaOptions options) => new(options, _ => null, TimeProvider.System, NullLogger.Instance);
}
