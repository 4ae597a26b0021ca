using Analytics.Runtime.Bus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.Bus;

/// <summary>What the host calls to have Kafka as the bus.</summary>
public static class KafkaHosting
{
    /// <summary>
    /// Adds publisher and source of events, sender and feed of alerts, and the set-up of topics. Nothing connects before it is asked for.
    /// </summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="options">How Kafka is reached.</param>
    /// <param name="spool">The folder of events that wait for the broker; one process has it.</param>
    public static IServiceCollection AddKafkaBus(this IServiceCollection services, KafkaOptions options, string spool) => services
        .AddSingleton(options)
        .AddSingleton(provider => new KafkaClients(
            options, Environment.GetEnvironmentVariable, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KafkaClients>>()))
        .AddSingleton<KafkaTopicSetup>()
        .AddSingleton<IEventPublisher>(provider => new KafkaPublisher(
            provider.GetRequiredService<KafkaClients>(), options, spool, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KafkaPublisher>>()))
        .AddSingleton<IEventSource, KafkaEventSource>()
        .AddSingleton<KafkaAlertSender>()
        .AddSingleton<KafkaAlertFeed>();
}
