using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Contracts;
using Xunit;

namespace Analytics.Tests.Api;

/// <summary><c>/api/v1/cameras</c> and <c>/api/v1/cluster</c>.</summary>
public sealed class CamerasApiSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_camera_is_registered_shown_and_removed()
    {
        await using var api = await ApiRig.StartAsync(folders);

        using var added = await api.AskAsync(
            HttpMethod.Post, "/api/v1/cameras", JsonContent.Create(new { id = "lobby", source = "rtsp://10.0.0.7/stream", fps = 7.5 }));
        Assert.Equal("/api/v1/cameras/lobby", added.Headers.Location?.OriginalString);
        var body = await ApiRig.JsonAsync(201, added);
        var shown = await api.JsonAsync(200, HttpMethod.Get, added.Headers.Location!.OriginalString);
        var listed = await api.JsonAsync(200, HttpMethod.Get, "/api/v1/cameras");
        using var taken = await api.AskAsync(
            HttpMethod.Post, "/api/v1/cameras", JsonContent.Create(new { id = "lobby", source = "rtsp://10.0.0.8/stream" }));

        Assert.Equal(
            ["id", "source", "fps", "paused", "node", "ended", "created", "status"], body.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("rtsp://10.0.0.7/stream", 7.5), (body.GetProperty("source").GetString(), body.GetProperty("fps").GetDouble()));
        Assert.Equal(JsonValueKind.Null, body.GetProperty("status").ValueKind);
        Assert.True(JsonElement.DeepEquals(body, shown));
        Assert.True(JsonElement.DeepEquals(body, Assert.Single(listed.GetProperty("cameras").EnumerateArray())));
        Assert.Equal("id", (await ApiRig.ProblemAsync(409, taken)).Field);
        Assert.Equal("rtsp://10.0.0.7/stream", Assert.Single(await api.Gallery.Cameras.ListAsync(Token)).Source);

        using var removed = await api.AskAsync(HttpMethod.Delete, "/api/v1/cameras/lobby");
        using var missing = await api.AskAsync(HttpMethod.Delete, "/api/v1/cameras/lobby");
        using var gone = await api.AskAsync(HttpMethod.Get, "/api/v1/cameras/lobby");
        Assert.Equal(204, (int)removed.StatusCode);
        Assert.Contains("There is no camera 'lobby'.", (await ApiRig.ProblemAsync(404, missing)).Detail, StringComparison.Ordinal);
        await ApiRig.ProblemAsync(404, gone);
    }

    [Fact]
    public async Task A_camera_comes_with_what_it_reported_last()
    {
        await using var api = await ApiRig.StartAsync(folders);
        await api.Gallery.Cameras.AddAsync(new CameraId("gate"), "rtsp://gate.local/1", null, Token);
        api.Board.OnStatus(ApiRig.Status("gate"));
        api.Board.OnStatus(ApiRig.Status("gate", CameraState.BackingOff, "no route to host"));

        var camera = await api.JsonAsync(200, HttpMethod.Get, "/api/v1/cameras/gate");

        Assert.Equal(
            """
            {"camera":"gate","state":"backing-off","reason":"no route to host","node":"10.0.0.1:7441","width":1280,"height":720,"receivedFps":12.5,"analysedFps":10,"received":1000,"analysed":800,"dropped":{"still":180,"newer":20},"stalenessSeconds":0.12,"lagSeconds":0.02,"keyFramesOnly":false,"reconnectsLastHour":1,"stallsLastHour":0,"health":"B"}
            """.Trim(),
            camera.GetProperty("status").GetRawText());
    }

    [Fact]
    public async Task A_camera_is_paused_and_resumed()
    {
        await using var api = await ApiRig.StartAsync(folders);
        await api.Gallery.Cameras.AddAsync(new CameraId("gate"), "/videos/gate.mp4", null, Token);

        Assert.True((await api.JsonAsync(200, HttpMethod.Post, "/api/v1/cameras/gate/pause")).GetProperty("paused").GetBoolean());
        Assert.True(Assert.Single(await api.Gallery.Cameras.ListAsync(Token)).Paused);
        Assert.False((await api.JsonAsync(200, HttpMethod.Post, "/api/v1/cameras/gate/resume")).GetProperty("paused").GetBoolean());
        Assert.False(Assert.Single(await api.Gallery.Cameras.ListAsync(Token)).Paused);

        foreach (var verb in (string[])["pause", "resume"])
        {
            using var missing = await api.AskAsync(HttpMethod.Post, $"/api/v1/cameras/nobody/{verb}");
            await ApiRig.ProblemAsync(404, missing);
        }
    }

    [Fact]
    public async Task A_camera_moves_to_a_node_that_is_there_and_has_eyes()
    {
        await using var api = await ApiRig.StartAsync(folders);
        await api.Gallery.Cameras.AddAsync(new CameraId("gate"), "/videos/gate.mp4", null, Token);

        Task<JsonElement> MoveAsync(int status, string? node, string camera = "gate") =>
            api.JsonAsync(status, HttpMethod.Post, $"/api/v1/cameras/{camera}/move", new { node });

        Assert.Equal(SiteNodes.Second, (await MoveAsync(200, SiteNodes.Second)).GetProperty("node").GetString());
        Assert.Equal(SiteNodes.Second, Assert.Single(await api.Gallery.Cameras.ListAsync(Token)).Node);

        var sightless = await MoveAsync(422, SiteNodes.Matching);
        Assert.Equal("node", sightless.GetProperty("field").GetString());
        Assert.Contains(
            "does not have the role vision. Nodes that can take it: 10.0.0.1:7441, 10.0.0.2:7441.",
            sightless.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "There is no node 'x:1'", (await MoveAsync(409, "x:1")).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True(api.Nodes.TryDrain(SiteNodes.First));
        Assert.Contains("is leaving", (await MoveAsync(409, SiteNodes.First)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(SiteNodes.Second, Assert.Single(await api.Gallery.Cameras.ListAsync(Token)).Node);
        await MoveAsync(404, SiteNodes.Second, "nobody");

        Assert.Equal(JsonValueKind.Null, (await MoveAsync(200, null)).GetProperty("node").ValueKind);
        Assert.Null(Assert.Single(await api.Gallery.Cameras.ListAsync(Token)).Node);
    }

    [Fact]
    public async Task Of_many_who_take_a_name_at_once_one_gets_it()
    {
        await using var api = await ApiRig.StartAsync(folders);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => api.AskAsync(
            HttpMethod.Post, "/api/v1/cameras", JsonContent.Create(new { id = "lobby", source = $"rtsp://10.0.1.{i}/stream" }))));

        Assert.Equal([201, .. Enumerable.Repeat(409, 7)], answers.Select(answer => (int)answer.StatusCode).Order());
    }

    [Fact]
    public async Task The_nodes_are_listed_and_one_is_drained()
    {
        await using var api = await ApiRig.StartAsync(folders);

        var nodes = (await api.JsonAsync(200, HttpMethod.Get, "/api/v1/cluster")).GetProperty("nodes");
        using var draining = await api.AskAsync(HttpMethod.Post, $"/api/v1/cluster/nodes/{SiteNodes.Second}/drain");
        using var missing = await api.AskAsync(HttpMethod.Post, "/api/v1/cluster/nodes/x:1/drain");
        var after = (await api.JsonAsync(200, HttpMethod.Get, "/api/v1/cluster")).GetProperty("nodes");

        Assert.Equal(
            """{"node":"10.0.0.1:7441","roles":["api","vision"],"state":"up","reachable":true,"cameras":2,"analysedFps":20.13,"stalenessSeconds":0.15}""",
            nodes[0].GetRawText());
        Assert.Equal(
            """{"node":"10.0.0.3:7441","roles":["match"],"state":"up","reachable":false,"cameras":null,"analysedFps":null,"stalenessSeconds":null}""",
            nodes[2].GetRawText());
        Assert.Equal(202, (int)draining.StatusCode);
        Assert.Contains("The site has 10.0.0.1:7441, ", (await ApiRig.ProblemAsync(404, missing)).Detail, StringComparison.Ordinal);
        Assert.Equal("leaving", after[1].GetProperty("state").GetString());
    }
}
