using Analytics.Contracts;
using Analytics.Ingest;
using Analytics.Site;
using Analytics.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Analytics.Api;

/// <summary><c>/api/v1/cameras</c>.</summary>
internal static class CameraEndpoints
{
    private const string Vision = "vision";
    private const int LongestSource = 2000;

    /// <summary>Maps them.</summary>
    public static void MapCameras(this RouteGroupBuilder api)
    {
        const int invalid = StatusCodes.Status400BadRequest, missing = StatusCodes.Status404NotFound, conflict = StatusCodes.Status409Conflict;
        const int large = StatusCodes.Status413PayloadTooLarge, type = StatusCodes.Status415UnsupportedMediaType;
        var cameras = api.MapGroup("/cameras").WithTags("cameras");
        cameras.MapGet("", ListAsync).WithName("listCameras");
        cameras.MapPost("", AddAsync).WithName("addCamera").Fails(invalid, conflict, large, type);
        cameras.MapGet("/{id}", ShowAsync).WithName("showCamera").Fails(missing);
        cameras.MapDelete("/{id}", RemoveAsync).WithName("removeCamera").Fails(missing);
        cameras.MapPost("/{id}/pause", PauseAsync).WithName("pauseCamera").Fails(missing);
        cameras.MapPost("/{id}/resume", ResumeAsync).WithName("resumeCamera").Fails(missing);
        cameras.MapPost("/{id}/move", MoveAsync).WithName("moveCamera").Fails(invalid, missing, conflict, large, type);
    }

    /// <summary>All cameras of the site.</summary>
    internal static async Task<Ok<CamerasView>> ListAsync(CameraRegister register, SiteBoard board, CancellationToken stop) =>
        TypedResults.Ok(new CamerasView([.. (await register.ListAsync(stop)).Select(camera => CameraView.Of(camera, board))]));

    /// <summary>One camera.</summary>
    internal static async Task<Results<Ok<CameraView>, ProblemHttpResult>> ShowAsync(
        string id, CameraRegister register, SiteBoard board, CancellationToken stop) =>
        Answer(await register.FindAsync(new CameraId(id), stop), id, board);

    /// <summary>Registers a camera; a node of the site begins to look after it.</summary>
    internal static async Task<Results<Created<CameraView>, ProblemHttpResult>> AddAsync(
        NewCamera camera, CameraRegister register, SiteBoard board, ISiteNodes nodes, IngestOptions ingest, CancellationToken stop)
    {
        if (Fault(camera, ingest, nodes) is var (field, fault))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, fault, field);
        }

        return await register.AddAsync(new CameraId(camera.Id), camera.Source, camera.Fps, stop) is { } added
            ? TypedResults.Created(new Uri($"/api/v1/cameras/{added.Id}", UriKind.Relative), CameraView.Of(added, board))
            : Problems.Of(
                StatusCodes.Status409Conflict, $"There is a camera '{camera.Id}' already. Take another name, or remove that one first.", "id");
    }

    /// <summary>Removes a camera; what it has seen stays.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(string id, CameraRegister register, CancellationToken stop) =>
        await register.RemoveAsync(new CameraId(id), stop) ? TypedResults.NoContent() : Problems.NoCamera(id);

    /// <summary>Leaves a camera alone until it is resumed.</summary>
    internal static async Task<Results<Ok<CameraView>, ProblemHttpResult>> PauseAsync(
        string id, CameraRegister register, SiteBoard board, CancellationToken stop) =>
        Answer(await register.PauseAsync(new CameraId(id), paused: true, stop), id, board);

    /// <summary>Looks after a camera again; a file begins anew.</summary>
    internal static async Task<Results<Ok<CameraView>, ProblemHttpResult>> ResumeAsync(
        string id, CameraRegister register, SiteBoard board, CancellationToken stop) =>
        Answer(await register.PauseAsync(new CameraId(id), paused: false, stop), id, board);

    /// <summary>Names the node that a camera should be on; null: whichever has the least to do.</summary>
    internal static async Task<Results<Ok<CameraView>, ProblemHttpResult>> MoveAsync(
        string id, CameraPlace place, CameraRegister register, SiteBoard board, ISiteNodes nodes, CancellationToken stop) =>
        place.Node is { } node && Refusal(node, nodes.List()) is { } refusal
            ? refusal
            : Answer(await register.MoveAsync(new CameraId(id), place.Node, stop), id, board);

    private static Results<Ok<CameraView>, ProblemHttpResult> Answer(RegisteredCamera? camera, string id, SiteBoard board) =>
        camera is null ? Problems.NoCamera(id) : TypedResults.Ok(CameraView.Of(camera, board));

    private static (string Field, string Fault)? Fault(NewCamera camera, IngestOptions ingest, ISiteNodes nodes)
    {
        if (Fault(() => CameraRegister.CheckId(new CameraId(camera.Id))) is { } id)
        {
            return ("id", id);
        }

        if (camera.Source.Length > LongestSource || camera.Source.Any(char.IsControl))
        {
            return ("source", $"The source has more than {LongestSource} letters, or signs that no address has.");
        }

        if (Fault(() => IngestHosting.CheckAddress(camera.Source, ingest, () => nodes.List().Select(HostOf))) is { } source)
        {
            return ("source", source);
        }

        return camera.Fps is null or (>= 0.1 and <= 60) ? null : ("fps", "'fps' must be 0.1 to 60.");
    }

    private static string HostOf(NodeView node) => node.Node[..node.Node.LastIndexOf(':')];

    private static string? Fault(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (UserErrorException fault)
        {
            return fault.Message;
        }
    }

    private static ProblemHttpResult? Refusal(string node, IReadOnlyList<NodeView> nodes)
    {
        var able = nodes.Where(view => view.State == "up" && view.Roles.Contains(Vision)).Select(view => view.Node).ToList();
        if (able.Contains(node))
        {
            return null;
        }

        var those = able.Count == 0 ? "There is none that can now." : $"These can: {string.Join(", ", able)}.";
        return nodes.FirstOrDefault(view => view.Node == node) switch
        {
            { State: "up" } => Problems.Of(
                StatusCodes.Status400BadRequest, $"The node '{node}' looks after no cameras: it has not the role {Vision}. {those}", "node"),
            { State: var state } => Problems.Of(StatusCodes.Status409Conflict, $"The node '{node}' is {state}. {those}", "node"),
            null => Problems.Of(StatusCodes.Status409Conflict, $"There is no node '{node}' in the site now. {those}", "node"),
        };
    }
}
