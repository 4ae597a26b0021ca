using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Analytics.Tests.Api;

/// <summary>Every error is reported as a problem with its remedy.</summary>
public sealed class ProblemsApiSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private const string Cameras = "/api/v1/cameras";
    private const string Fields = "The fields are 'id' (a text), 'source' (a text), 'fps' (a number, optional).";

    [Theory]
    [InlineData(422, """{"id":"a b","source":"rtsp://h/1"}""", "id", "'a b' is not a valid camera name: use letters")]
    [InlineData(422, """{"id":"rtsp://me:hunter2@h/1","source":"rtsp://h/1"}""", "id", "'rtsp://***@h/1' is not a valid camera name")]
    [InlineData(422, """{"id":"a\n","source":"rtsp://h/1"}""", "id", "is not a valid camera name")]
    [InlineData(422, """{"id":"a","source":"party.mp4"}""", "source", "'party.mp4' is neither a URL nor a full path.")]
    [InlineData(422, """{"id":"a","source":"ftp://h/1"}""", "source", "the scheme 'ftp' is not supported. Use rtsp")]
    [InlineData(422, """{"id":"a","source":"rtsp://me:hunter2@h/1"}""", "source", "holds credentials, which are not stored with cameras.")]
    [InlineData(
        422, """{"id":"a","source":"http://h/1?token=hunter2"}""", "source", "holds credentials, which are not stored with cameras.")]
    [InlineData(422, """{"id":"a","source":"/a\nb"}""", "source", "contains invalid ones")]
    [InlineData(422, """{"id":"a","source":"/*/*/*.jpg"}""", "source", "is a pattern")]
    [InlineData(422, """{"id":"a","source":"/etc/passwd"}""", "source", "not in a folder that cameras of a site may read")]
    [InlineData(422, """{"id":"a","source":"file:///etc/passwd"}""", "source", "not in a folder that cameras of a site may read")]
    [InlineData(422, """{"id":"a","source":"rtsp://127.0.0.1:6379/1"}""", "source", "No camera may be at '127.0.0.1'")]
    [InlineData(422, """{"id":"a","source":"http://169.254.169.254/latest/meta-data"}""", "source", "it is link-local")]
    [InlineData(422, """{"id":"a","source":"rtsp://10.0.0.2:7441/1"}""", "source", "it is a node of this site")]
    [InlineData(422, """{"id":"a","source":"rtsp://h/1","fps":0.05}""", "fps", "'fps' must be 0.1 to 60.")]
    [InlineData(422, """{"id":"a","source":"rtsp://h/1","fps":61}""", "fps", "'fps' must be 0.1 to 60.")]
    [InlineData(400, """{"id":"a","source":"rtsp://h/1","fps":"quick"}""", "fps", "'fps' must be a number.")]
    [InlineData(400, """{"id":"a","source":"rtsp://h/1","fps":"5"}""", "fps", "'fps' must be a number.")]
    [InlineData(400, """{"id":"a","source":null}""", "source", "'source' must be a text.")]
    [InlineData(400, """{"id":"a","source":["rtsp://h/1"]}""", "source", "'source' must be a text.")]
    [InlineData(400, """{"id":"a"}""", "source", "'source' is missing. " + Fields)]
    [InlineData(400, """{"id":"a","source":"rtsp://h/1","fsp":5}""", "fsp", "There is no field 'fsp'. " + Fields)]
    [InlineData(400, """{"id":"a",""", null, "The body is not a JSON object (line 1, byte 10). " + Fields)]
    [InlineData(400, "[]", null, "The body is not a JSON object (line 1, byte 2). " + Fields)]
    [InlineData(400, "null", null, "A body of JSON is needed")]
    [InlineData(400, "", null, "A body of JSON is needed")]
    public async Task A_body_that_is_wrong_is_reported_with_the_field_and_the_remedy(int status, string body, string? field, string detail)
    {
        await using var api = await ApiRig.StartAsync(folders);

        using var response = await api.AskAsync(HttpMethod.Post, Cameras, Json(body));
        var problem = await ApiRig.ProblemAsync(status, response);

        Assert.Equal(field, problem.Field);
        Assert.Contains(detail, problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.Detail, StringComparison.Ordinal);
        Assert.Empty(await api.Gallery.Cameras.ListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task To_move_a_camera_takes_a_node_or_null()
    {
        await using var api = await ApiRig.StartAsync(folders);

        using var response = await api.AskAsync(HttpMethod.Post, $"{Cameras}/a/move", Json("{}"));

        Assert.Equal(("node", "'node' is missing. The fields are 'node' (a text or null)."), await ApiRig.ProblemAsync(400, response));
    }

    [Theory]
    [InlineData("GET", "/api/v1/camera", 404, "There is nothing at '/api/v1/camera'.")]
    [InlineData("GET", "/nothing", 404, "There is nothing at '/nothing'.")]
    [InlineData("PUT", "/api/v1/cluster", 405, "'/api/v1/cluster' does not take PUT, but GET.")]
    [InlineData("GET", "/api/v1/cameras/nobody", 404, "There is no camera 'nobody'.")]
    public async Task A_path_or_method_that_is_not_there_is_reported(string method, string path, int status, string detail)
    {
        await using var api = await ApiRig.StartAsync(folders);

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains(detail, (await ApiRig.ProblemAsync(status, response)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_or_too_large_is_refused()
    {
        await using var api = await ApiRig.StartAsync(folders);

        using var form = await api.AskAsync(HttpMethod.Post, Cameras, new StringContent("id=a", Encoding.UTF8, "text/plain"));
        using var large = await api.AskAsync(HttpMethod.Post, Cameras, Json($$"""{"id":"a","source":"/{{new string('x', 70_000)}}"}"""));
        using var long_ = await api.AskAsync(HttpMethod.Post, Cameras, Json($$"""{"id":"a","source":"/{{new string('x', 60_000)}}"}"""));

        Assert.Contains("application/json", (await ApiRig.ProblemAsync(415, form)).Detail, StringComparison.Ordinal);
        Assert.Contains("larger than 64 kB", (await ApiRig.ProblemAsync(413, large)).Detail, StringComparison.Ordinal);
        Assert.Contains("longer than 2000 characters", (await ApiRig.ProblemAsync(422, long_)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_used_is_reported_and_passes()
    {
        await using var api = await ApiRig.StartAsync(folders);
        await api.Gallery.SqlAsync("ALTER TABLE cameras RENAME TO elsewhere");

        using var broken = await api.AskAsync(HttpMethod.Get, Cameras);
        var (_, detail) = await ApiRig.ProblemAsync(503, broken);
        await api.Gallery.SqlAsync("ALTER TABLE elsewhere RENAME TO cameras");

        Assert.Contains($"The database '{api.DatabaseFile}' failed", detail, StringComparison.Ordinal);
        await api.JsonAsync(200, HttpMethod.Get, Cameras);
    }

    [Fact]
    public async Task A_fault_of_the_program_shows_nothing_of_its_inside()
    {
        await using var api = await ApiRig.StartAsync(folders);
        api.Nodes.Fault = new InvalidOperationException("hunter2 is in here");

        using var response = await api.AskAsync(HttpMethod.Get, "/api/v1/cluster");
        var (_, detail) = await ApiRig.ProblemAsync(500, response);

        Assert.Equal("A fault of the program, please report it with what this node has logged.", detail);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
