using System.Globalization;
using Analytics.Bus;
using Analytics.Contracts;
using Xunit;

namespace Analytics.Tests.Bus;

[Collection(nameof(KafkaServer))]
[FullTier]
public sealed class KafkaTopicsSpec(KafkaServer server)
{
    private readonly KafkaOptions _options = server.NewOptions();

    [Fact]
    public async Task Missing_topics_are_made_unless_that_is_forbidden_and_no_broker_is_reported()
    {
        server.SkipUnlessReal();
        var forbidden = await Assert.ThrowsAnyAsync<FailureException>(
            () => server.EnsureTopicsAsync(_options with { CreateTopics = false }));
        Assert.Contains($"{_options.Prefix}.face.observed.v1", forbidden.Message, StringComparison.Ordinal);
        Assert.Contains("Bus:Kafka:CreateTopics", forbidden.Message, StringComparison.Ordinal);

        await server.EnsureTopicsAsync(_options);
        await server.EnsureTopicsAsync(_options with { CreateTopics = false });

        var nowhere = $"127.0.0.1:{RtspServer.FreePort().ToString(CultureInfo.InvariantCulture)}";
        var absent = await Assert.ThrowsAnyAsync<FailureException>(() => server.EnsureTopicsAsync(_options with { Servers = nowhere }));
        Assert.Contains(nowhere, absent.Message, StringComparison.Ordinal);
    }
}
