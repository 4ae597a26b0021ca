using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote;
using Analytics.Contracts;
using Analytics.Site;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Site;

/// <summary>A node lets go of its cameras before others can be sure that it has.</summary>
public sealed class NodeGuardSpec(ITestOutputHelper output) : Akka.Hosting.TestKit.TestKit(output: output)
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_process_that_stood_still_for_as_long_as_others_wait_cuts_its_cameras_off()
    {
        StartWithACamera();

        _time.Advance(TimeSpan.FromSeconds(3));
        ExpectNoMsg(TimeSpan.FromSeconds(0.6)); // two ticks of the guard

        _time.Advance(TimeSpan.FromSeconds(3.5));
        ExpectMsg<CameraEntity.Fence>();
    }

    [Fact]
    public void A_node_that_others_gave_up_cuts_its_cameras_off_and_ends()
    {
        StartWithACamera();

        Sys.EventStream.Publish(
            new ThisActorSystemQuarantinedEvent(Address.Parse("akka.tcp://analytics@a:1"), Address.Parse("akka.tcp://analytics@b:1")));

        ExpectMsg<CameraEntity.Fence>();
        AwaitAssert(() => Assert.Same(CoordinatedShutdown.ClusterDowningReason.Instance, CoordinatedShutdown.Get(Sys).ShutdownReason));
    }

    protected override Config? Config => TestKitTimeouts.Hocon;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    private void StartWithACamera()
    {
        var timeout = TimeSpan.FromSeconds(3.5);
        LocalCameras local = new(timeout, _time);
        local.Open(new CameraId("lobby"), TestActor, TestActor);
        Sys.ActorOf(Props.Create(() => new NodeGuard(local, timeout))).Ask<ActorIdentity>(new Identify(1)).Wait(); // it listens now
    }
}
