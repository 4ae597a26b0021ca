using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Event;
using Akka.Hosting;
using Analytics.Contracts;
using Analytics.Store;
using Analytics.Store.Database;

namespace Analytics.Site;

/// <summary>
/// One on the whole site: says once a second which cameras are to be looked after, from the database. Nothing has to be remembered or
/// handed over: who missed an order receives the next. Without the database it goes on with what it last read.
/// </summary>
public sealed class Roster : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly GalleryDatabase _database;
    private readonly CameraRegister _register;
    private readonly SiteBoard _board;
    private IReadOnlyList<RegisteredCamera>? _cameras;
    private string? _version;
    private bool _reading;
    private string? _fault;

    /// <summary>Starts to order the cameras.</summary>
    /// <param name="database">The truth.</param>
    /// <param name="register">The cameras in it.</param>
    /// <param name="board">How they are.</param>
    /// <param name="region">Reaches them wherever they are.</param>
    public Roster(GalleryDatabase database, CameraRegister register, SiteBoard board, IActorRef region)
    {
        (_database, _register, _board) = (database, register, board);
        Receive<Tick>(_ =>
        {
            Order(region);
            if (!_reading)
            {
                _reading = true;
                ReadAsync(region).PipeTo(Self, failure: error => new Listed(null, null, $"{error.GetType().Name}: {error.Message}"));
            }
        });
        Receive<Listed>(listed =>
        {
            _reading = false;
            Report(listed.Fault);
            if (listed.Cameras is { } cameras)
            {
                // What was said of a camera before it was paused, or read to its end, says nothing of it any more.
                foreach (var camera in cameras.Where(camera => camera.IsWanted && !WasWanted(camera)))
                {
                    board.Forget(camera.Id);
                }

                (_cameras, _version) = (cameras, listed.Version);
                Order(region);
            }
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.Zero, Interval);

    private void Order(IActorRef region)
    {
        if (_cameras is null)
        {
            return;
        }

        foreach (var camera in _cameras.Where(camera => camera.IsWanted))
        {
            region.Tell(new SiteProtocol.WatchCamera(camera.Id, camera.Source, camera.Fps, camera.Node));
        }

        var wanted = _cameras.Where(camera => camera.IsWanted).Select(camera => camera.Id).ToHashSet();
        foreach (var status in _board.Cameras.Where(status => !wanted.Contains(status.Camera)))
        {
            if (status is { Node: not null, State: not CameraState.Stopped })
            {
                region.Tell(new SiteProtocol.LeaveCamera(status.Camera));
            }
            else if (_cameras.All(camera => camera.Id != status.Camera))
            {
                _board.Forget(status.Camera);
            }
        }
    }

    // Files that were read to their end are noted before anything else, lest they be read again.
    private async Task<Listed> ReadAsync(IActorRef region)
    {
        try
        {
            foreach (var camera in _cameras?.Where(HasEnded) ?? [])
            {
                await _register.EndAsync(camera, _board.Of(camera.Id)!.Reason, CancellationToken.None);
                region.Tell(new SiteProtocol.LeaveCamera(camera.Id));
            }

            var version = await _database.CamerasVersionAsync(CancellationToken.None);
            return version == _version ? new(null, null, null) : new(version, await _register.ListAsync(CancellationToken.None), null);
        }
        catch (FailureException away)
        {
            return new(null, null, away.Message);
        }
    }

    // What others received while this was not the one that listens may be old.
    private bool WasWanted(RegisteredCamera camera) => _cameras is null
        ? _board.Of(camera.Id) is not { Ended: true }
        : _cameras.Any(before => before.Id == camera.Id && before.IsWanted);

    private bool HasEnded(RegisteredCamera camera) => camera.IsWanted && _board.Of(camera.Id) is { Ended: true };

    private void Report(string? fault)
    {
        if (fault is not null && fault != _fault)
        {
            _log.Warning("Changes of the cameras are unknown, the known cameras continue: {0}", fault);
        }

        _fault = fault;
    }

    private sealed record Tick : INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }

    private sealed record Listed(
        string? Version, IReadOnlyList<RegisteredCamera>? Cameras, string? Fault) : INoSerializationVerificationNeeded;
}

/// <summary>The roster of a site.</summary>
public static class RosterHosting
{
    /// <summary>Role api: one of these nodes orders the cameras.</summary>
    /// <param name="akka">The actor system.</param>
    /// <param name="database">The truth.</param>
    /// <param name="board">How the cameras are.</param>
    public static AkkaConfigurationBuilder WithRoster(this AkkaConfigurationBuilder akka, GalleryDatabase database, SiteBoard board) =>
        akka.WithSingleton<Roster>(
            "roster",
            (_, registry, _) =>
            {
                var region = registry.Get<CameraRegion>();
                CameraRegister register = new(database, TimeProvider.System);
                return Props.Create(() => new Roster(database, register, board, region));
            },
            new ClusterSingletonOptions { Role = SiteRoles.Api }, createProxyToo: false);
}
