using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Analytics.Contracts;

namespace Analytics.Site;

/// <summary>A node of the site.</summary>
/// <param name="Node">Its address, <c>host:port</c>.</param>
/// <param name="Roles">What it does.</param>
/// <param name="State">joining, up, leaving, exiting or down.</param>
/// <param name="Reachable">Whether it answers.</param>
/// <param name="Load">What it reported last; none of a node without cameras.</param>
public sealed record NodeView(string Node, IReadOnlyList<string> Roles, string State, bool Reachable, NodeLoad? Load);

/// <summary>The nodes of the site.</summary>
public interface ISiteNodes
{
    /// <summary>Those there are, by address.</summary>
    IReadOnlyList<NodeView> List();

    /// <summary>Has a node hand its cameras over, leave and end; false where there is none of that address.</summary>
    bool TryDrain(string node);
}

/// <summary>The latest of all cameras and nodes of the site, gathered by the api role. Safe from several threads.</summary>
public sealed class SiteBoard
{
    private const int NewsKept = 256;
    private readonly ConcurrentDictionary<CameraId, CameraStatus> _cameras = new();
    private readonly ConcurrentDictionary<string, NodeLoad> _loads = new();
    private readonly ConcurrentDictionary<Channel<object>, bool> _listeners = new();
    private int _disturbances;

    /// <summary>How often a node fell silent or answered again: what nodes report of their load around that says little.</summary>
    public int Disturbances => Volatile.Read(ref _disturbances);

    /// <summary>The latest status of each camera.</summary>
    public IReadOnlyList<CameraStatus> Cameras => [.. _cameras.Values];

    /// <summary>A camera's status; none before its first report.</summary>
    public CameraStatus? Of(CameraId camera) => _cameras.GetValueOrDefault(camera);

    /// <summary>What a node reported last; none where it never did.</summary>
    public NodeLoad? LoadOf(string node) => _loads.GetValueOrDefault(node);

    /// <summary>A camera reported its status.</summary>
    public void OnStatus(CameraStatus status)
    {
        _cameras[status.Camera] = status;
        Spread(status);
    }

    /// <summary>A node reported what it does.</summary>
    public void OnLoad(NodeLoad load) => _loads[load.Node] = load;

    /// <summary>A node fell silent, or answers again.</summary>
    public void OnDisturbance() => Interlocked.Increment(ref _disturbances);

    /// <summary>Somebody was seen.</summary>
    public void OnAlert(Alert alert) => Spread(alert);

    /// <summary>A camera is no more.</summary>
    public void Forget(CameraId camera) => _cameras.TryRemove(camera, out _);

    /// <summary>A node is no more: its cameras wait for another.</summary>
    public void Forget(string node)
    {
        _loads.TryRemove(node, out _);
        foreach (var status in Cameras.Where(status => status.Node == node && status.State != CameraState.Stopped))
        {
            OnStatus(status with
            {
                State = CameraState.Connecting,
                Reason = $"node {node} has left, another node takes it over",
                Node = null,
                ReceivedFps = 0,
                AnalysedFps = 0,
            });
        }
    }

    /// <summary>
    /// <see cref="CameraStatus"/>es and <see cref="Alert"/>s as they come. A slow listener misses the oldest.
    /// </summary>
    public async IAsyncEnumerable<object> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<object>(new BoundedChannelOptions(NewsKept) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners.TryAdd(channel, true);
        try
        {
            await foreach (var news in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return news;
            }
        }
        finally
        {
            _listeners.TryRemove(channel, out _);
        }
    }

    private void Spread(object news)
    {
        foreach (var (listener, _) in _listeners)
        {
            listener.Writer.TryWrite(news);
        }
    }
}
