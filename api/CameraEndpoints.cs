using Analytics.Contracts;
using Analytics.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Analytics.Api;

/// <summary><c>/api/v1/cameras</c>.</summary>
internal static class CameraEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapCameras(this RouteGroupBuilder api)
    {
        const int malformed = StatusCodes.Status400BadRequest, invalid = StatusCodes.Status422UnprocessableEntity;
        const int missing = StatusCodes.Status404NotFound, conflict = StatusCodes.Status409Conflict;
        const int large = StatusCodes.Status413PayloadTooLarge, type = StatusCodes.Status415UnsupportedMediaType;
        var cameras = api.MapGroup("/cameras").WithTags("cameras");
        cameras.MapGet("", ListAsync).WithName("listCameras");
        cameras.MapPost("", AddAsync).WithName("addCamera").Fails(malformed, invalid, conflict, large, type);
        cameras.MapGet("/{id}", ShowAsync).WithName("showCamera").Fails(missing);
        cameras.MapDelete("/{id}", RemoveAsync).WithName("removeCamera").Fails(missing);
        cameras.MapPost("/{id}/pause", PauseAsync).WithName("pauseCamera").Fails(missing);
        cameras.MapPost("/{id}/resume", ResumeAsync).WithName("resumeCamera").Fails(missing);
        cameras.MapPost("/{id}/move", MoveAsync).WithName("moveCamera").Fails(malformed, invalid, missing, conflict, large, type);
    }

    /// <summary>All cameras of the site.</summary>
    internal static async Task<Ok<CamerasView>> ListAsync(SiteCameras cameras, CancellationToken stop) =>
        TypedResults.Ok(new CamerasView([.. (await cameras.ListAsync(stop)).Select(CameraView.Of)]));

    /// <summary>One camera.</summary>
    internal static async Task<Ok<CameraView>> ShowAsync(string id, SiteCameras cameras, CancellationToken stop) =>
        TypedResults.Ok(CameraView.Of(await cameras.GetAsync(new CameraId(id), stop)));

    /// <summary>Adds a camera; a node of the site begins to look after it.</summary>
    internal static async Task<Created<CameraView>> AddAsync(NewCamera camera, SiteCameras cameras, CancellationToken stop)
    {
        var added = CameraView.Of(await cameras.AddAsync(new CameraId(camera.Id), camera.Source, camera.Fps, stop));
        return TypedResults.Created(new Uri($"/api/v1/cameras/{added.Id}", UriKind.Relative), added);
    }

    /// <summary>Removes a camera; what it has seen stays.</summary>
    internal static async Task<NoContent> RemoveAsync(string id, SiteCameras cameras, CancellationToken stop)
    {
        await cameras.RemoveAsync(new CameraId(id), stop);
        return TypedResults.NoContent();
    }

    /// <summary>Pauses a camera until it is resumed.</summary>
    internal static async Task<Ok<CameraView>> PauseAsync(string id, SiteCameras cameras, CancellationToken stop) =>
        TypedResults.Ok(CameraView.Of(await cameras.PauseAsync(new CameraId(id), stop)));

    /// <summary>Resumes a camera; a file starts again.</summary>
    internal static async Task<Ok<CameraView>> ResumeAsync(string id, SiteCameras cameras, CancellationToken stop) =>
        TypedResults.Ok(CameraView.Of(await cameras.ResumeAsync(new CameraId(id), stop)));

    /// <summary>Pins a camera to a node; null: whichever has the least to do.</summary>
    internal static async Task<Ok<CameraView>> MoveAsync(string id, CameraPlace place, SiteCameras cameras, CancellationToken stop) =>
        TypedResults.Ok(CameraView.Of(await cameras.MoveAsync(new CameraId(id), place.Node, stop)));
}
