using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Host;
using Analytics.Host.Commands.Cameras;
using Analytics.Ingest;
using Xunit;

namespace Analytics.Tests.Api;

/// <summary><c>analytics cameras</c> and <c>analytics cluster</c>, on the API of a node.</summary>
public sealed class CommandsApiSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_camera_is_added_shown_paused_moved_and_removed()
    {
        await using var api = await ApiRig.StartAsync(folders);

        Assert.Equal((0, "No cameras. 'analytics cameras add ID SOURCE' adds one.\n", ""), await RunAsync(api, "cameras", "list"));
        Assert.Equal(
            (0, "lobby was added: rtsp://10.0.0.7/stream\n", ""),
            await RunAsync(api, "cameras", "add", "lobby", "rtsp://10.0.0.7/stream", "--fps", "5"));
        Assert.Equal((0, "lobby  waiting for a node  rtsp://10.0.0.7/stream\n", ""), await RunAsync(api, "cameras", "list"));
        api.Board.OnStatus(ApiRig.Status("lobby"));
        Assert.Equal(
            (0, "lobby  streaming on 10.0.0.1:7441  12.5 fps in, 10.0 analysed, 0.12 s old, grade B  rtsp://10.0.0.7/stream\n", ""),
            await RunAsync(api, "cameras", "list"));
        Assert.Equal((0, "lobby is to be on 10.0.0.2:7441.\n", ""), await RunAsync(api, "cameras", "move", "lobby", SiteNodes.Second));
        var shown = (await RunAsync(api, "cameras", "show", "lobby")).Output;
        Assert.Contains(
            "  analysed: 5 frames a second\n  should be on: 10.0.0.2:7441\n  state: streaming on 10.0.0.1:7441, first frame\n", shown,
            StringComparison.Ordinal);
        Assert.Contains(
            "  frames: 1000 received, 800 analysed, 180 dropped (still), 20 dropped (newer)\n", shown, StringComparison.Ordinal);
        Assert.Equal(
            (0, "lobby is to be on whichever node has the least to do.\n", ""),
            await RunAsync(api, "cameras", "move", "lobby", "--anywhere"));
        Assert.Equal((0, "lobby is paused.\n", ""), await RunAsync(api, "cameras", "pause", "lobby"));
        Assert.Equal((0, "lobby  paused  rtsp://10.0.0.7/stream\n", ""), await RunAsync(api, "cameras", "list"));
        Assert.Equal((0, "lobby is read again.\n", ""), await RunAsync(api, "cameras", "resume", "lobby"));
        var json = (await RunAsync(api, "cameras", "list", "--output", "json")).Output;
        Assert.Equal(
            "streaming",
            JsonDocument.Parse(json).RootElement.GetProperty("cameras")[0].GetProperty("status").GetProperty("state").GetString());
        Assert.Equal(
            (2, "lobby was removed.\n", "error: There is no camera gate. 'analytics cameras list' shows the cameras.\n"),
            await RunAsync(api, "cameras", "remove", "gate", "lobby"));
        Assert.Empty(await api.Gallery.Cameras.ListAsync(Token));
    }

    [Fact]
    public async Task Changes_of_cameras_are_followed_a_line_each()
    {
        await using var api = await ApiRig.StartAsync(folders);
        await api.Gallery.Cameras.AddAsync(new CameraId("lobby"), "rtsp://10.0.0.7/stream", null, Token);
        api.Board.OnStatus(ApiRig.Status("lobby"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var lines = new LineChannel();

        var running = CommandRunner.RunAsync(
            Root(), ["cameras", "list", "--watch", "--api", api.Url, "--data", api.Data], lines.Writer, lines.Writer, stop.Token);
        Assert.StartsWith("lobby  streaming", await lines.NextAsync(), StringComparison.Ordinal);
        api.Board.OnStatus(ApiRig.Status("lobby") with { Received = 2000 });
        api.Board.OnStatus(ApiRig.Status("lobby", CameraState.BackingOff, "no route to host"));
        Assert.Equal("lobby  backing off on 10.0.0.1:7441 (no route to host), grade B", await lines.NextAsync());
        api.Board.OnStatus(ApiRig.Status("lobby") with { Node = SiteNodes.Second });
        Assert.StartsWith("lobby  streaming on 10.0.0.2:7441", await lines.NextAsync(), StringComparison.Ordinal);
        await stop.CancelAsync();

        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task A_stream_that_the_node_ends_is_reported()
    {
        await using var api = await ApiRig.StartAsync(folders);
        await api.Gallery.Cameras.AddAsync(new CameraId("lobby"), "rtsp://10.0.0.7/stream", null, Token);
        var lines = new LineChannel();

        var running = CommandRunner.RunAsync(
            Root(), ["cameras", "list", "--watch", "--api", api.Url, "--data", api.Data], lines.Writer, lines.Writer, Token);
        await lines.NextAsync();
        await api.StopAsync();

        Assert.Equal(4, await running);
        Assert.Contains("was ended by the node. Start the command again", await lines.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_nodes_are_listed_and_one_is_drained_until_it_is_gone()
    {
        await using var api = await ApiRig.StartAsync(folders);

        Assert.Equal(
            (0,
                "10.0.0.1:7441  up  api, vision  2 cameras, 20.1 fps analysed, 0.15 s old\n"
                + "10.0.0.2:7441  up  vision  1 camera, 10.0 fps analysed, 0.09 s old\n10.0.0.3:7441  up, unreachable  match\n", ""),
            await RunAsync(api, "cluster", "status"));
        Assert.Equal(
            (0, "10.0.0.2:7441 is gone.\n", "10.0.0.2:7441: leaving, 1 camera\n"),
            await RunAsync(api, "cluster", "drain", SiteNodes.Second));
        Assert.Equal(
            (0, "10.0.0.1:7441 was asked to leave.\n", ""), await RunAsync(api, "cluster", "drain", SiteNodes.First, "--no-wait"));
        var status = JsonDocument.Parse((await RunAsync(api, "cluster", "status", "--output", "json")).Output).RootElement.GetProperty(
            "nodes");
        Assert.Equal([SiteNodes.First, SiteNodes.Matching], status.EnumerateArray().Select(node => node.GetProperty("node").GetString()));
    }

    [Fact]
    public async Task A_node_that_takes_its_API_along_is_reported()
    {
        await using var api = await ApiRig.StartAsync(folders);
        api.Nodes.SeenLeaving = int.MaxValue;
        var lines = new LineChannel();

        var running = CommandRunner.RunAsync(
            Root(), ["cluster", "drain", SiteNodes.First, "--api", api.Url, "--data", api.Data], lines.Writer, lines.Writer, Token);
        Assert.Equal("10.0.0.1:7441: leaving, 2 cameras", await lines.NextAsync());
        await api.StopAsync();

        Assert.Equal(4, await running);
        Assert.StartsWith("error: 10.0.0.1:7441 is draining, but the API at ", await lines.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "cameras add lobby /a.mp4", null,
        "asks for a token. Name a file that holds one with --token-file FILE, or set the variable ANALYTICS_API_TOKEN.")]
    [InlineData("cluster status", "wrong-0123456789abcdef", "does not know the token. Name a file that holds one")]
    [InlineData("cluster status", ApiRig.ReadToken, null)]
    [InlineData("cameras add lobby /a.mp4", ApiRig.ReadToken, "does not allow it: The read token cannot change anything.")]
    [InlineData("cameras add lobby /a.mp4", ApiRig.WriteToken, null)]
    public async Task Without_the_right_token_it_is_reported_what_to_set(string line, string? token, string? explanation)
    {
        await using var api = await ApiRig.StartAsync(folders, new IngestOptions { FileFolders = ["/"] }, tokens: true);
        using var file = new TempFile($"{token}\n", ".token");

        var (code, output, error) = await RunAsync(api, token is null ? line.Split(' ') : [.. line.Split(' '), "--token-file", file.Path]);

        Assert.Equal(explanation is null ? 0 : 2, code);
        Assert.Contains(explanation ?? "", error, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", output + error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "cameras list --api http://127.0.0.1:1", "The API at http://127.0.0.1:1/ cannot be reached: ")]
    [InlineData(
        4, "cameras list --api http://127.0.0.1:1",
        "(127.0.0.1:1). Start a node with the role api there, or name one that runs with --api URL.")]
    [InlineData(4, "cameras list --set Api:Url=http://127.0.0.1:1", "The API at http://127.0.0.1:1/ cannot be reached: ")]
    [InlineData(4, "cameras list --set Api:Url=http://0.0.0.0:1", "The API at http://127.0.0.1:1/ cannot be reached: ")]
    [InlineData(2, "cameras list --api node", "--api node: write an http:// or https:// address")]
    [InlineData(2, "cameras list --token-file /no/token", "--token-file '/no/token' cannot be read")]
    [InlineData(2, "cameras add a rtsp://h/1 --fps 99", "--fps 99: it must be 0.1 to 60.")]
    [InlineData(2, "cameras move lobby", "or use --anywhere")]
    [InlineData(2, "cameras move lobby 10.0.0.1:7441 --anywhere", "or use --anywhere")]
    public async Task What_cannot_be_done_is_reported(int expected, string line, string explanation)
    {
        var (code, _, error) = await RunAsync(null, line.Split(' '));

        Assert.Equal(expected, code);
        Assert.Contains(explanation, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cameras add lobby rtsp://me:hunter2@h/1", "error: 'rtsp://***@h/1' holds credentials, which are not stored with cameras.")]
    [InlineData("cameras show nobody", "error: There is no camera 'nobody'.")]
    [InlineData("cameras show a/../../cluster", "error: There is no camera 'a%2F..%2F..%2Fcluster'.")]
    [InlineData("cluster drain x:1", "error: There is no node 'x:1'. The site has 10.0.0.1:7441, ")]
    public async Task What_the_API_refuses_is_reported_in_its_words(string line, string explanation)
    {
        await using var api = await ApiRig.StartAsync(folders);

        var (code, _, error) = await RunAsync(api, line.Split(' '));

        Assert.Equal(2, code);
        Assert.StartsWith(explanation, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cameras --help", "./analytics cameras list --watch")]
    [InlineData("cameras add --help", "./analytics cameras add lobby rtsp://")]
    [InlineData("cluster drain --help", "./analytics cluster drain 10.0.0.2:7441 --no-wait")]
    public async Task Help_ends_with_examples(string line, string example) =>
        Assert.Contains(example, (await RunAsync(null, line.Split(' '))).Output, StringComparison.Ordinal);

    private static System.CommandLine.RootCommand Root() => AnalyticsCommand.Create(CamerasCommand.Create(), ClusterCommand.Create());

    private static async Task<(int Code, string Output, string Error)> RunAsync(ApiRig? api, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandRunner.RunAsync(
            Root(), api is null ? arguments : [.. arguments, "--api", api.Url, "--data", api.Data], output, error, Token);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Lines as they are written.</summary>
    private sealed class LineChannel
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public LineChannel() => Writer = new LineWriter(_lines);

        public TextWriter Writer { get; }

        public Task<string> NextAsync() => _lines.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    private sealed class LineWriter(ChannelWriter<string> lines) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => lines.TryWrite(value ?? "");

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
