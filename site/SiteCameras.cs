using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Store;

namespace Analytics.Site;

/// <summary>A camera: how it is to be, and how it is.</summary>
/// <param name="Registered">How it is to be.</param>
/// <param name="Status">What it reported last; none before it reported anything.</param>
public sealed record SiteCamera(RegisteredCamera Registered, CameraStatus? Status);

/// <summary>The cameras of a site: adds, changes and removes them. The nodes that read them follow within seconds.</summary>
/// <param name="register">Where they are kept.</param>
/// <param name="board">How they are.</param>
/// <param name="nodes">Where they can be.</param>
/// <param name="options">Which addresses are allowed.</param>
public sealed class SiteCameras(CameraRegister register, SiteBoard board, ISiteNodes nodes, IngestOptions options)
{
    private const int LongestSource = 2000;
    private const double LowestFps = 0.1;
    private const double HighestFps = 60;

    /// <summary>All of them, by id.</summary>
    /// <exception cref="FailureException">The database is down.</exception>
    public async Task<IReadOnlyList<SiteCamera>> ListAsync(CancellationToken stop) => [.. (await register.ListAsync(stop)).Select(With)];

    /// <summary>One of them.</summary>
    /// <exception cref="NotFoundException">There is none of that name.</exception>
    public async Task<SiteCamera> GetAsync(CameraId id, CancellationToken stop) => Found(id, await register.FindAsync(id, stop));

    /// <summary>Adds a camera; a node of the site begins to look after it.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="source">A URL without credentials, or the full path of a file on the nodes.</param>
    /// <param name="fps">Analysed frames a second; none: as the nodes are configured.</param>
    /// <param name="stop">Cancels it.</param>
    /// <exception cref="InvalidException">One of these is wrong; its <see cref="FailureException.Field"/> says which.</exception>
    /// <exception cref="ConflictException">There is a camera of that name.</exception>
    public async Task<SiteCamera> AddAsync(CameraId id, string source, double? fps, CancellationToken stop)
    {
        Check("id", () => CameraRegister.CheckId(id));
        if (source.Length > LongestSource || source.Any(char.IsControl))
        {
            throw new InvalidException(
                $"The source is longer than {LongestSource} characters or contains invalid ones.")
            { Field = "source" };
        }

        Check("source", () => IngestHosting.CheckAddress(source, options, () => nodes.List().Select(HostOf)));
        if (fps is < LowestFps or > HighestFps or double.NaN)
        {
            throw new InvalidException("'fps' must be 0.1 to 60.") { Field = "fps" };
        }

        return await register.AddAsync(id, source, fps, stop) is { } added
            ? With(added)
            : throw new ConflictException($"Camera '{id}' already exists. Choose another name, or remove it first.") { Field = "id" };
    }

    /// <summary>Removes a camera; what it has seen stays.</summary>
    /// <exception cref="NotFoundException">There is none of that name.</exception>
    public async Task RemoveAsync(CameraId id, CancellationToken stop)
    {
        if (!await register.RemoveAsync(id, stop))
        {
            throw Missing(id);
        }
    }

    /// <summary>Pauses a camera until it is resumed.</summary>
    /// <exception cref="NotFoundException">There is none of that name.</exception>
    public async Task<SiteCamera> PauseAsync(CameraId id, CancellationToken stop) =>
        Found(id, await register.PauseAsync(id, paused: true, stop));

    /// <summary>Resumes a camera; a file starts again.</summary>
    /// <exception cref="NotFoundException">There is none of that name.</exception>
    public async Task<SiteCamera> ResumeAsync(CameraId id, CancellationToken stop) =>
        Found(id, await register.PauseAsync(id, paused: false, stop));

    /// <summary>Pins a camera to a node.</summary>
    /// <param name="id">The camera.</param>
    /// <param name="node">The node, <c>host:port</c>; none: whichever has the least to do.</param>
    /// <param name="stop">Cancels it.</param>
    /// <exception cref="NotFoundException">There is no camera of that name.</exception>
    /// <exception cref="InvalidException">The node does not have the role vision.</exception>
    /// <exception cref="ConflictException">The node is not there, or not up.</exception>
    public async Task<SiteCamera> MoveAsync(CameraId id, string? node, CancellationToken stop)
    {
        if (node is not null && Refusal(node) is { } refusal)
        {
            throw refusal;
        }

        return Found(id, await register.MoveAsync(id, node, stop));
    }

    private FailureException? Refusal(string node)
    {
        var all = nodes.List();
        var able = all.Where(view => view.State == "up" && view.Roles.Contains(SiteRoles.Vision)).Select(view => view.Node).ToList();
        if (able.Contains(node))
        {
            return null;
        }

        var those = able.Count == 0 ? "No node can take it now." : $"Nodes that can take it: {string.Join(", ", able)}.";
        return all.FirstOrDefault(view => view.Node == node) switch
        {
            { State: "up" } => new InvalidException($"Node '{node}' does not have the role {SiteRoles.Vision}. {those}") { Field = "node" },
            { State: var state } => new ConflictException($"Node '{node}' is {state}. {those}") { Field = "node" },
            null => new ConflictException($"There is no node '{node}' in the site now. {those}") { Field = "node" },
        };
    }

    private SiteCamera With(RegisteredCamera camera) => new(camera, board.Of(camera.Id));

    private SiteCamera Found(CameraId id, RegisteredCamera? camera) => camera is null ? throw Missing(id) : With(camera);

    private static NotFoundException Missing(CameraId id) => new($"There is no camera '{id}'.") { Subject = FailureSubject.Camera };

    private static string HostOf(NodeView node) => node.Node[..node.Node.LastIndexOf(':')];

    private static void Check(string field, Action check)
    {
        try
        {
            check();
        }
        catch (InvalidException fault)
        {
            throw new InvalidException(fault.Message) { Field = field };
        }
    }
}
