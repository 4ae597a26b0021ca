using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Hosting;
using Analytics.Contracts;
using Analytics.Embed.Scheduling;
using Analytics.Ingest;
using Analytics.Site;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Analytics.Contracts.SiteProtocol;

namespace Analytics.Tests.Site;

/// <summary>A camera is read while it is ordered to, by its owner alone.</summary>
public sealed class CameraEntitySpec(ITestOutputHelper output) : Akka.Hosting.TestKit.TestKit(output: output)
{
    private static readonly CameraId Id = new("lobby");
    private static readonly WatchCamera Order = new(Id, "rtsp://host/1", 6, null);
    private readonly FakeTimeProvider _time = new();
    private readonly List<CameraSpec> _opened = [];
    private LocalCameras? _local;
    private Func<IEnumerable<string>> _nodes = () => [];
    private Func<bool>? _goesOn;
    private EmbeddingSchedule? _schedule;

    private LocalCameras Local => _local ??= new LocalCameras(TimeSpan.FromMinutes(1), _time);

    [Fact]
    public void An_order_that_is_said_again_opens_the_camera_once()
    {
        var entity = Start();
        entity.Tell(Order);
        entity.Tell(Order);
        entity.Tell(Order with { Node = "b:1" });

        AwaitAssert(() => Assert.Equal("b:1", Local.Of(Id)?.WantedNode));
        Assert.Equal(6, Assert.Single(_opened).Options.Fps);
        Assert.True(_opened[0].EpochsByClock);
    }

    [Fact]
    public void Handed_over_it_goes_on_elsewhere_and_what_it_counted_is_reported()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(CameraEntity.Reported));
        var entity = Start();
        entity.Tell(Order);
        AwaitAssert(() => Assert.NotNull(Local.Of(Id)));
        Watch(entity);

        entity.Tell(CameraEntity.HandOver.Instance);

        var reported = FishForMessage<CameraEntity.Reported>(_ => true).Status;
        Assert.Equal((CameraState.Connecting, "a:1 handed it over", 42L), (reported.State, reported.Reason, reported.Received));
        Assert.True(_goesOn!());
        FishForMessage<Terminated>(_ => true);
        Assert.Null(Local.Of(Id));
    }

    [Fact]
    public void Paused_it_ends_for_good_and_its_entity_goes()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(CameraEntity.Reported));
        var entity = Start();
        entity.Tell(Order);
        AwaitAssert(() => Assert.NotNull(Local.Of(Id)));

        entity.Tell(new LeaveCamera(Id));

        Assert.Equal(CameraState.Stopped, FishForMessage<CameraEntity.Reported>(_ => true).Status.State);
        Assert.False(_goesOn!());
        FishForMessage<Passivate>(_ => true);
    }

    [Fact]
    public void Cut_off_it_is_gone_at_once_and_old_orders_do_not_bring_it_back()
    {
        var entity = Start();
        entity.Tell(Order);
        AwaitAssert(() => Assert.NotNull(Local.Of(Id)));
        Watch(Local.Of(Id)!.Actor);

        Local.CutOff(TimeSpan.FromSeconds(3));
        entity.Tell(Order);

        FishForMessage<Terminated>(_ => true);
        Assert.True(_goesOn!());
        entity.Tell(Order);
        ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        Assert.Single(_opened);

        _time.Advance(TimeSpan.FromSeconds(3));
        entity.Tell(Order);
        AwaitAssert(() => Assert.Equal(2, _opened.Count));
    }

    [Fact]
    public void A_file_that_was_read_to_its_end_says_so_until_it_is_taken_off()
    {
        var clip = Path.GetTempFileName();
        Sys.EventStream.Subscribe(TestActor, typeof(CameraEntity.Reported));
        var entity = Start();
        entity.Tell(Order with { Source = clip });
        AwaitAssert(() => Assert.NotNull(Local.Of(Id)));

        Local.Of(Id)!.Actor.Tell(new CameraProtocol.Stop(Id)); // as if the file had ended

        var ended = FishForMessage<CameraEntity.Reported>(reported => reported.Status.Ended).Status;
        Assert.Equal((CameraState.Stopped, "end of file", 42), (ended.State, ended.Reason, ended.Received));
        entity.Tell(Order with { Source = clip });
        FishForMessage<CameraEntity.Reported>(reported => reported.Status.Ended);
        entity.Tell(new LeaveCamera(Id));
        FishForMessage<Passivate>(_ => true);
        Assert.Single(_opened);
        File.Delete(clip);
    }

    [Fact]
    public void A_file_that_is_named_by_its_URL_ends_as_well()
    {
        var clip = Path.GetTempFileName();
        Sys.EventStream.Subscribe(TestActor, typeof(CameraEntity.Reported));
        var entity = Start();
        entity.Tell(Order with { Source = $"file://{clip}" });
        AwaitAssert(() => Assert.NotNull(Local.Of(Id)));

        Local.Of(Id)!.Actor.Tell(new CameraProtocol.Stop(Id)); // as if the file had ended

        FishForMessage<CameraEntity.Reported>(reported => reported.Status.Ended);
        File.Delete(clip);
    }

    [Fact]
    public void Each_run_has_a_schedule_and_an_end_of_its_own()
    {
        var entity = Start();
        entity.Tell(Order);
        AwaitAssert(() => Assert.NotNull(Local.Of(Id)));
        var (first, schedule) = (_goesOn!, _schedule);
        Local.CutOff(TimeSpan.FromSeconds(3));
        AwaitAssert(() => Assert.True(first()));

        _time.Advance(TimeSpan.FromSeconds(3));
        entity.Tell(Order);
        AwaitAssert(() => Assert.Equal(2, _opened.Count));

        Assert.True(first()); // though the camera is read here again: what the first run saw goes on
        Assert.False(_goesOn!());
        Assert.NotSame(schedule, _schedule);
    }

    [Fact]
    public void Left_alone_before_it_could_be_opened_it_is_reported_as_stopped()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(CameraEntity.Reported));
        var entity = Start();
        entity.Tell(Order with { Source = "/no/such/clip.mp4" });
        FishForMessage<CameraEntity.Reported>(reported => reported.Status.State == CameraState.BackingOff);

        entity.Tell(new LeaveCamera(Id));

        Assert.Equal(
            "/no/such/clip.mp4",
            FishForMessage<CameraEntity.Reported>(reported => reported.Status.State == CameraState.Stopped).Status.Source);
        FishForMessage<Passivate>(_ => true);
    }

    [Fact]
    public void What_cannot_be_opened_is_reported_and_tried_again_with_the_next_order()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(CameraEntity.Reported));
        var entity = Start();

        entity.Tell(Order with { Source = "/no/such/clip.mp4" });
        var reported = FishForMessage<CameraEntity.Reported>(_ => true).Status;
        entity.Tell(Order with { Source = "/no/such/clip.mp4" });
        FishForMessage<CameraEntity.Reported>(_ => true);

        Assert.Equal(CameraState.BackingOff, reported.State);
        Assert.Contains("'/no/such/clip.mp4' does not exist", reported.Reason, StringComparison.Ordinal);
        Assert.Empty(_opened);

        entity.Tell(Order with { Source = "/no/such/clip.mp4", Node = "b:1" });
        AwaitAssert(() => Assert.Equal((Id, "b:1"), Assert.Single(Local.Wanted))); // where it may be
        entity.Tell(Order);
        AwaitAssert(() => Assert.Equal((Id, null), Assert.Single(Local.Wanted)));
        Assert.Single(_opened);
    }

    [Fact]
    public void A_look_that_takes_long_keeps_nobody_waiting_and_ends_with_the_camera()
    {
        using var looking = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        _nodes = () =>
        {
            looking.Set();
            gate.Wait(TimeSpan.FromSeconds(30));
            return [];
        };
        Sys.EventStream.Subscribe(TestActor, typeof(CameraEntity.Reported));
        var entity = Start();
        entity.Tell(Order with { Source = "rtsp://10.0.0.7/1" });
        Assert.True(looking.Wait(TimeSpan.FromSeconds(30)));

        entity.Tell(new LeaveCamera(Id));

        Assert.Equal(CameraState.Stopped, FishForMessage<CameraEntity.Reported>(_ => true).Status.State);
        FishForMessage<Passivate>(_ => true);
        gate.Set();
        ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        Assert.Empty(_opened);

        _nodes = () => [];
        entity.Tell(Order);
        AwaitAssert(() => Assert.Single(_opened));
    }

    [Fact]
    public void What_no_camera_of_a_site_may_be_is_reported_and_not_opened()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(CameraEntity.Reported));
        var entity = Start();

        entity.Tell(Order with { Source = "rtsp://127.0.0.1:7441/1" });

        Assert.Contains(
            "No camera may be at '127.0.0.1'", FishForMessage<CameraEntity.Reported>(_ => true).Status.Reason, StringComparison.Ordinal);
        Assert.Empty(_opened);
    }

    protected override Config? Config => TestKitTimeouts.Hocon;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    private IActorRef Start()
    {
        CameraParts parts = new("a:1", Local, new IngestOptions { FileFolders = ["/"] }, new ScheduleOptions(), (spec, schedule, goesOn) =>
        {
            _opened.Add(spec);
            (_schedule, _goesOn) = (schedule, goesOn);
            return Props.Create(() => new Camera());
        })
        { Nodes = () => _nodes() };
        var props = Props.Create(() => new CameraEntity(Id, parts));
        var parent = Sys.ActorOf(Props.Create(() => new Shard(props, TestActor)));
        return parent.Ask<IActorRef>("child").Result;
    }

    private sealed class Shard : ReceiveActor
    {
        public Shard(Props entity, IActorRef test)
        {
            var child = Context.ActorOf(entity);
            Receive<string>(_ => Sender.Tell(child));
            ReceiveAny(test.Tell);
        }
    }

    private sealed class Camera : ReceiveActor
    {
        public Camera()
        {
            Receive<CameraProtocol.Stop>(stop => Context.Parent.Tell(new CameraProtocol.Stopped(stop.Camera, "end of file", false)));
            Receive<CameraProtocol.GetCamera>(get => Sender.Tell(new CameraStatus
            {
                Camera = get.Camera,
                Source = "rtsp://host/1",
                State = CameraState.Stopped,
                Reason = "stop requested",
                Epoch = new(7),
                Received = 42,
                Health = HealthGrade.A,
            }));
        }
    }
}
