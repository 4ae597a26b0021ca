using System.Net;
using System.Text.Json;
using Analytics.Api;
using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.Contracts;

namespace Analytics.Host.Commands.Cameras;

/// <summary>A camera to add.</summary>
internal sealed record AddCameraRequest(ApiTarget Api, string Id, string Source, double? Fps);

/// <summary>Which cameras to list.</summary>
internal sealed record ListCamerasRequest(ApiTarget Api, bool Watch);

/// <summary>One camera.</summary>
internal sealed record CameraRequest(ApiTarget Api, string Id);

/// <summary>Cameras to remove.</summary>
internal sealed record RemoveCamerasRequest(ApiTarget Api, string[] Ids);

/// <summary>Where a camera is to go.</summary>
internal sealed record MoveCameraRequest(ApiTarget Api, string Id, string? Node, bool Anywhere);

/// <summary>The commands under <c>analytics cameras</c>.</summary>
internal static class CameraHandlers
{
    private const string Cameras = "/api/v1/cameras";

    /// <summary><c>cameras add</c>.</summary>
    public static async Task<int> AddAsync(
        AddCameraRequest asked, CommandContext context, CancellationToken stop)
    {
        using var api = ApiClient.Open(asked.Api.Address, context.Options.Api);
        var added = await api.PostAsync(
            Cameras, new NewCamera { Id = asked.Id, Source = asked.Source, Fps = asked.Fps }, ApiJson.Default.NewCamera,
            ApiJson.Default.CameraView, stop);
        context.Write(asked.Api.Output, added, camera => [$"{camera.Id} was added: {camera.Source}"]);
        return ExitCode.Success;
    }

    /// <summary><c>cameras list</c>: with <c>--watch</c> until it is stopped.</summary>
    public static async Task<int> ListAsync(ListCamerasRequest asked, CommandContext context, CancellationToken stop)
    {
        using var api = ApiClient.Open(asked.Api.Address, context.Options.Api);
        if (asked.Watch)
        {
            await WatchAsync(api, asked.Api.Output, context, stop);
            return ExitCode.Success;
        }

        context.Write(asked.Api.Output, await api.GetAsync(Cameras, ApiJson.Default.CamerasView, stop), SiteText.Lines);
        return ExitCode.Success;
    }

    /// <summary><c>cameras show</c>.</summary>
    public static async Task<int> ShowAsync(CameraRequest asked, CommandContext context, CancellationToken stop)
    {
        using var api = ApiClient.Open(asked.Api.Address, context.Options.Api);
        var camera = await api.GetAsync(ApiClient.CameraPath(asked.Id), ApiJson.Default.CameraView, stop);
        context.Write(asked.Api.Output, camera, SiteText.Details);
        return ExitCode.Success;
    }

    /// <summary><c>cameras remove</c>: removes those that are there, and fails when one is not.</summary>
    public static async Task<int> RemoveAsync(RemoveCamerasRequest asked, CommandContext context, CancellationToken stop)
    {
        using var api = ApiClient.Open(asked.Api.Address, context.Options.Api);
        List<string> removed = [], missing = [];
        foreach (var id in asked.Ids)
        {
            try
            {
                await api.SendAsync(HttpMethod.Delete, ApiClient.CameraPath(id), stop);
                removed.Add(id);
            }
            catch (ApiRefusalException refusal) when (refusal.Status == HttpStatusCode.NotFound)
            {
                missing.Add(id);
            }
        }

        context.Write(
            asked.Api.Output, new RemovedCamerasAnswer(removed, missing), answer => answer.Removed.Select(id => $"{id} was removed."));
        return missing.Count == 0
            ? ExitCode.Success
            : throw new NotFoundException($"There is no camera {string.Join(", ", missing)}. 'analytics cameras list' shows the cameras.");
    }

    /// <summary><c>cameras pause</c>.</summary>
    public static Task<int> PauseAsync(CameraRequest asked, CommandContext context, CancellationToken stop) =>
        ChangeAsync(asked.Api, asked.Id, "pause", "is paused", context, stop);

    /// <summary><c>cameras resume</c>.</summary>
    public static Task<int> ResumeAsync(CameraRequest asked, CommandContext context, CancellationToken stop) =>
        ChangeAsync(asked.Api, asked.Id, "resume", "is read again", context, stop);

    /// <summary><c>cameras move</c>.</summary>
    public static async Task<int> MoveAsync(
        MoveCameraRequest asked, CommandContext context, CancellationToken stop)
    {
        if (asked.Anywhere == asked.Node is not null)
        {
            throw new InvalidException("Name the target node, as 'analytics cluster status' lists it, or use --anywhere.");
        }

        using var api = ApiClient.Open(asked.Api.Address, context.Options.Api);
        var camera = await api.PostAsync(
            $"{ApiClient.CameraPath(asked.Id)}/move", new CameraPlace { Node = asked.Node }, ApiJson.Default.CameraPlace,
            ApiJson.Default.CameraView, stop);
        context.Write(asked.Api.Output, camera, view => [$"{view.Id} is to be on {view.Node ?? "whichever node has the least to do"}."]);
        return ExitCode.Success;
    }

    private static async Task<int> ChangeAsync(
        ApiTarget target, string id, string verb, string done, CommandContext context, CancellationToken stop)
    {
        using var api = ApiClient.Open(target.Address, context.Options.Api);
        var camera = await api.PostAsync($"{ApiClient.CameraPath(id)}/{verb}", ApiJson.Default.CameraView, stop);
        context.Write(target.Output, camera, view => [$"{view.Id} {done}."]);
        return ExitCode.Success;
    }

    // The stream is open before the list is asked for: no change between the two is missed.
    private static async Task WatchAsync(ApiClient api, OutputFormat format, CommandContext context, CancellationToken stop)
    {
        Dictionary<string, (CameraState, string?, HealthGrade)> reported = [];
        var listed = false;
        try
        {
            await foreach (var item in api.EventsAsync(stop))
            {
                if (!listed)
                {
                    foreach (var camera in (await api.GetAsync(Cameras, ApiJson.Default.CamerasView, stop)).Cameras)
                    {
                        Report(camera.Status, SiteText.Line(camera));
                    }

                    listed = true;
                }

                if (item.EventType == EventStream.Camera)
                {
                    var status = JsonSerializer.Deserialize(item.Data, ApiJson.Default.CameraStatusView)!;
                    Report(status, SiteText.Line(status));
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped, as --watch is.
        }

        void Report(CameraStatusView? status, string line)
        {
            if (status is not null)
            {
                var now = (status.State, status.Node, status.Health);
                if (reported.TryGetValue(status.Camera, out var before) && before == now)
                {
                    return;
                }

                reported[status.Camera] = now;
            }

            if (format == OutputFormat.Text)
            {
                context.Output.WriteLine(TerminalText.Line(line));
            }
            else if (status is not null)
            {
                context.Output.WriteLine(JsonSerializer.Serialize(status, ApiJson.Default.CameraStatusView));
            }

            context.Output.Flush();
        }
    }
}
