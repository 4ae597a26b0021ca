using System.Collections.Concurrent;
using Akka.Actor;
using Analytics.Contracts;
using Analytics.Runtime.Frames;

namespace Analytics.Site;

/// <summary>The cameras of this node and the counters of their pipelines. Thread-safe.</summary>
/// <param name="timeout">How long other nodes wait for a silent one.</param>
/// <param name="time">The clock.</param>
public sealed class LocalCameras(TimeSpan timeout, TimeProvider time) : IFrameObserver
{
    private readonly ConcurrentDictionary<CameraId, LocalCamera> _cameras = new();
    private readonly ConcurrentDictionary<CameraId, string?> _refused = new();
    private long _awake = time.GetTimestamp();
    private long _heldUntil = long.MinValue;

    /// <summary>
    /// Whether the cameras here are this node's beyond doubt: it has not stood still for so long that others may have them by now. Else
    /// what they say is not reported, and none begins: orders that come now may be old ones.
    /// </summary>
    public bool AreOurs => Still < timeout && time.GetTimestamp() >= Interlocked.Read(ref _heldUntil);

    /// <summary>How long this process has done nothing.</summary>
    internal TimeSpan Still => time.GetElapsedTime(Interlocked.Read(ref _awake));

    /// <summary>Said a few times a second: the process runs.</summary>
    internal void StayAwake() => Interlocked.Exchange(ref _awake, time.GetTimestamp());

    /// <summary>All of them.</summary>
    public IReadOnlyList<LocalCamera> All => [.. _cameras.Values];

    /// <summary>One of them; none where it is not here.</summary>
    public LocalCamera? Of(CameraId camera) => _cameras.GetValueOrDefault(camera);

    /// <summary>
    /// The node that each should be on, none where any will do; of those too that were given to this node, which cannot read them.
    /// </summary>
    internal IEnumerable<(CameraId Camera, string? Node)> Wanted =>
        [.. _cameras.Values.Select(camera => (camera.Id, camera.WantedNode)), .. _refused.Select(camera => (camera.Key, camera.Value))];

    /// <inheritdoc/>
    public void Observe(Frame frame) => Of(frame.Camera)?.Analysed(frame);

    /// <summary>Cuts all of them off at once, and lets none begin for a while.</summary>
    internal void CutOff(TimeSpan hold)
    {
        Interlocked.Exchange(ref _heldUntil, time.GetTimestamp() + (long)(hold.TotalSeconds * time.TimestampFrequency));
        foreach (var camera in All)
        {
            camera.Entity.Tell(CameraEntity.Fence.Instance);
        }
    }

    internal LocalCamera Open(CameraId camera, IActorRef entity, IActorRef actor)
    {
        _refused.TryRemove(camera, out _);
        ClusterTelemetry.Takeovers.Add(1);
        ClusterTelemetry.Cameras.Add(1);
        return _cameras[camera] = new LocalCamera(camera, entity, actor, time);
    }

    /// <summary>A camera was given to this node, which cannot read it: until it is opened, or forgotten.</summary>
    internal void Refuse(CameraId camera, string? wantedNode) => _refused[camera] = wantedNode;

    internal void Forget(CameraId camera) => _refused.TryRemove(camera, out _);

    internal void Close(LocalCamera camera)
    {
        ClusterTelemetry.Cameras.Add(-1);
        _cameras.TryRemove(new(camera.Id, camera));
    }
}

/// <summary>A camera of this node.</summary>
public sealed class LocalCamera(CameraId id, IActorRef entity, IActorRef actor, TimeProvider time)
{
    private long _analysed;
    private long _worst;
    private (long Count, long At, double PerSecond) _rate = (0, time.GetTimestamp(), 0);

    /// <summary>Its name.</summary>
    public CameraId Id => id;

    /// <summary>Its owner in the region.</summary>
    public IActorRef Entity => entity;

    /// <summary>Reads it.</summary>
    public IActorRef Actor => actor;

    /// <summary>The node that it should be on; none: any.</summary>
    public string? WantedNode { get; set; }

    internal void Analysed(Frame frame)
    {
        Interlocked.Increment(ref _analysed);
        var age = time.GetElapsedTime(frame.ReceivedTimestamp).Ticks;
        if (age > Interlocked.Read(ref _worst))
        {
            Interlocked.Exchange(ref _worst, age); // of two at once one is enough
        }
    }

    /// <summary>The status with what the pipeline did since the last time that this was asked.</summary>
    internal CameraStatus Complete(CameraStatus status, string node)
    {
        var count = Interlocked.Read(ref _analysed);
        var elapsed = time.GetElapsedTime(_rate.At).TotalSeconds;
        if (elapsed >= 0.9)
        {
            _rate = (count, time.GetTimestamp(), (count - _rate.Count) / elapsed);
        }

        var worst = TimeSpan.FromTicks(Interlocked.Exchange(ref _worst, 0));
        return status with { Node = node, Analysed = count, AnalysedFps = _rate.PerSecond, Staleness = worst == default ? null : worst };
    }
}
