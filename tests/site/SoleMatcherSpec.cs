using Akka.Cluster;
using Analytics.Contracts;
using Analytics.Site;
using Xunit;

namespace Analytics.Tests.Site;

/// <summary>One node of the role match, where the index is embedded.</summary>
public sealed class SoleMatcherSpec
{
    [Fact]
    public async Task A_node_that_comes_in_late_finds_the_one_before_it_and_that_one_stays()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var first = await SiteSystem.StartAsync(new ClusterOptions { Port = RtspServer.FreePort() }, "match");
        Assert.True(SpinWait.SpinUntil(() => first.Status == MemberStatus.Up, TimeSpan.FromSeconds(10)));
        var stays = new SoleMatcher(Akka.Cluster.Cluster.Get(first.System), TimeProvider.System).StayAsync(stop.Token);
        var seed = ClusterSetup.NodeOf(Akka.Cluster.Cluster.Get(first.System).SelfAddress);
        await using var second = await SiteSystem.StartAsync(new ClusterOptions { Port = RtspServer.FreePort(), Seeds = [seed] }, "match");

        var refusal = await Assert.ThrowsAnyAsync<FailureException>(
            () => new SoleMatcher(Akka.Cluster.Cluster.Get(second.System), TimeProvider.System).StayAsync(stop.Token)
                .WaitAsync(TimeSpan.FromSeconds(20), stop.Token));

        Assert.Contains($"{seed} already has the role match", refusal.Message, StringComparison.Ordinal);
        Assert.False(stays.IsCompleted);
        await stop.CancelAsync();
        await stays;
    }
}
