using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Analytics.Site;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Analytics.Tests.Site;

/// <summary>The actor system of a node, without what it does.</summary>
internal sealed class SiteSystem : IAsyncDisposable
{
    private readonly IHost _host;

    private SiteSystem(IHost host) => _host = host;

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    public MemberStatus Status => Akka.Cluster.Cluster.Get(System).SelfMember.Status;

    public int Members => Akka.Cluster.Cluster.Get(System).State.Members.Count(member => member.Status == MemberStatus.Up);

    /// <summary>Starts it. However busy the machine is, it takes no other one for dead.</summary>
    public static async Task<SiteSystem> StartAsync(ClusterOptions options, params string[] roles)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var settings = options with { FailurePause = TimeSpan.FromSeconds(30) };
        builder.Services.AddAkka(
            ClusterSetup.SystemName, akka => akka.AddHocon("akka.loglevel = OFF", HoconAddMode.Prepend)
                .WithSite(settings, roles.Length > 0 ? roles : ["vision"], []));
        var system = new SiteSystem(builder.Build());
        await system._host.StartAsync();
        return system;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
