using Akka.Actor;
using Akka.Event;
using Akka.Remote;

namespace Analytics.Site;

/// <summary>
/// Cuts this node's cameras off when others may look after them already: after the process stood still for so long that it may have been
/// downed, when others say that it was, and before it ends for that reason. Cameras that are still its own are ordered again in a second.
/// </summary>
public sealed class NodeGuard : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Ever = TimeSpan.FromDays(1);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly LocalCameras _local;
    private bool _ending;

    /// <summary>Starts to watch for nodes that fall silent.</summary>
    /// <param name="local">The cameras of this node.</param>
    /// <param name="timeout">How long a silent node is waited for.</param>
    public NodeGuard(LocalCameras local, TimeSpan timeout)
    {
        _local = local;
        Receive<Tick>(_ =>
        {
            if (local.Still is var still && still >= timeout)
            {
                _log.Warning(
                    "This process was suspended for {0:0.0} s: it stops its cameras, because another node may have taken them over.",
                    still.TotalSeconds);
                local.CutOff(timeout);
            }

            local.StayAwake();
        });
        Receive<ThisActorSystemQuarantinedEvent>(by =>
        {
            if (!_ending)
            {
                _log.Error("Node {0} declared this node down: it exits. Restart it.", ClusterSetup.NodeOf(by.RemoteAddress));
            }

            _ending = true;
            local.CutOff(Ever);
            CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterDowningReason.Instance);
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, Interval);
        var (shutdown, local) = (CoordinatedShutdown.Get(Context.System), _local);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "cut-cameras-off", () =>
        {
            if (shutdown.ShutdownReason is CoordinatedShutdown.ClusterDowningReason)
            {
                local.CutOff(Ever);
            }

            return Task.FromResult(Akka.Done.Instance);
        });
    }

    private sealed record Tick : INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }
}
