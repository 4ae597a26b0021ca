using Analytics.Bus;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Analytics.Tests.Bus;

public sealed class KafkaClientsSpec
{
    [Fact]
    public void A_client_sends_brokers_nothing_of_what_it_measures_of_itself()
    {
        var clients = new KafkaClients(new KafkaOptions { Servers = "127.0.0.1:1" }, _ => null, TimeProvider.System, new Lines());
        Assert.False(clients.Common(new ProducerConfig()).EnableMetricsPush);
        Assert.False(clients.Common(new ConsumerConfig()).EnableMetricsPush);
        Assert.False(clients.Common(new AdminClientConfig()).EnableMetricsPush);
    }

    [Fact]
    public void While_no_broker_is_there_the_log_says_so_once_of_each_kind_and_not_at_every_attempt()
    {
        Lines lines = new();
        using (new KafkaClients(new KafkaOptions { Servers = "127.0.0.1:1" }, _ => null, TimeProvider.System, lines)
            .Producer(idempotent: true))
        {
            Assert.True(SpinWait.SpinUntil(() => lines.Of(LogLevel.Debug).Count(Refused) >= 4, TimeSpan.FromSeconds(30)));
        }

        Assert.Single(lines.Of(LogLevel.Warning), Refused);
        Assert.InRange(lines.Of(LogLevel.Warning).Count, 1, 2); // and that all brokers are down

        static bool Refused(string line) => line.Contains("Connection refused", StringComparison.Ordinal);
    }
}
