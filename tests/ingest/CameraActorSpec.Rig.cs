using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Streams;
using Akka.TestKit;
using Analytics.Contracts;
using Analytics.Ingest;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Ingest;

/// <summary>What the specs of the camera stand on.</summary>
public sealed partial class CameraActorSpec
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.25);
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedReader _reader = new();
    private readonly string _file = Path.GetTempFileName();
    private readonly List<(StreamEpoch Epoch, double Second)> _seen = [];
    private bool _portIsOpen = true;
    private int _portChecks;

    protected override Config? Config => """akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """;

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    private IActorRef StartCamera(string source = "rtsp://host/live", Action? beforeEach = null, bool still = false)
    {
        var options = new IngestOptions { Motion = still, MotionCellThreshold = 255, MotionMeanThreshold = 255 };
        var spec = new CameraSpec(new CameraId("host-live"), CameraSource.Parse(source), options);
        var materializer = Sys.Materializer();
        IngestHosting.Pipeline pipeline = (_, frames) => frames.RunForeach(
            frame =>
            {
                beforeEach?.Invoke();
                lock (_seen)
                {
                    _seen.Add((frame.Epoch, frame.MediaTime.TotalSeconds));
                }

                frame.Dispose();
            },
            materializer);
        PortCheck check = CheckPortAsync;
        var runs = _reader.Count;
        var props = Props.Create(() => new CameraActor(spec, pipeline, () => TimeSpan.Zero, _reader, _time, check));
        var camera = Sys.ActorOf(Props.Create(() => new Parent(props, TestActor)));
        AwaitCondition(() => _reader.Count > runs);
        return camera;
    }

    private Task<bool> CheckPortAsync(string host, int port)
    {
        Interlocked.Increment(ref _portChecks);
        return Task.FromResult(_portIsOpen);
    }

    private (StreamEpoch Epoch, double Second)[] Seen()
    {
        lock (_seen)
        {
            return [.. _seen];
        }
    }

    private CameraStatus StatusOf(IActorRef camera)
    {
        var probe = CreateTestProbe();
        camera.Tell(new CameraProtocol.GetCamera(new CameraId("host-live")), probe);
        return probe.ExpectMsg<CameraStatus>();
    }

    /// <summary>Lets time pass in steps; after each the camera has done what was due.</summary>
    private void Advance(IActorRef camera, TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += Step)
        {
            _time.Advance(Step);
            ((TestScheduler)Sys.Scheduler).Advance(Step);
            StatusOf(camera);
        }
    }

    private TimeSpan Until(IActorRef camera, Func<bool> condition)
    {
        var passed = TimeSpan.Zero;
        for (; !condition(); passed += Step)
        {
            Assert.True(passed < TimeSpan.FromMinutes(2), "It did not happen within two minutes.");
            Advance(camera, Step);
        }

        return passed;
    }

    private void FailTimes(IActorRef camera, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var runs = _reader.Count;
            _reader.Last.End("Connection refused");
            Until(camera, () => _reader.Count > runs);
        }
    }

    /// <summary>Passes commands on to the camera, and what the camera sends its parent on to the test.</summary>
    private sealed class Parent : ReceiveActor
    {
        public Parent(Props camera, IActorRef test)
        {
            var child = Context.ActorOf(camera, "camera");
            Receive<CameraProtocol.Stopped>(stopped => test.Tell(stopped));
            ReceiveAny(message => child.Forward(message));
        }
    }
}
