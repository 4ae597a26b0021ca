using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Analytics.Tests.Bus;
using Analytics.Tests.Matching.Index.Qdrant;
using Xunit;

namespace Analytics.Tests.Host.Node;

/// <summary>One process or several: the same people are seen, under the same ids.</summary>
[Collection(nameof(KafkaServer))]
[FullTier]
public sealed class NodeSpec(SyntheticVisit visit, FolderFixture folder, KafkaServer kafka) : IClassFixture<FolderFixture>, IAsyncLifetime
{
    private const string Camera = "camera-1";
    private readonly string _data = folder.Create(Guid.NewGuid().ToString("N"));

    private string Clip => visit.Clip;

    private string Prefix => $"node{Path.GetFileName(_data)[..8]}";

    private string[] OverKafka =>
        ["--set", "Bus:Kind=Kafka", "--set", $"Bus:Kafka:Servers={kafka.Servers}", "--set", $"Bus:Kafka:Prefix={Prefix}", "--set",
        $"Bus:Kafka:Group={Prefix}"];

    // The broker for tests cannot be asked to make topics, as nodes do.
    public async ValueTask InitializeAsync()
    {
        if (!kafka.IsReal)
        {
            await kafka.EnsureTopicsAsync(kafka.NewOptions() with { Prefix = Prefix });
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Three_processes_over_Kafka_report_the_alerts_of_a_watch_with_the_same_ids()
    {
        var expected = await WatchAsync();
        var file = Path.Combine(_data, "site.jsonl");
        await using var site = new SiteRig(_data);
        site.Start("api", [.. OverKafka, "--alerts", file]);
        site.Start("match", OverKafka);
        site.Start("vision", OverKafka);

        await ReadClipAsync(site, file, expected.Count);
        await site.StopAsync();

        Assert.Equal(expected, Recognised(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task One_process_needs_nothing_but_itself_and_reports_the_alerts_of_a_watch_with_the_same_ids()
    {
        var expected = await WatchAsync();
        var file = Path.Combine(_data, "site.jsonl");
        using var collector = new OtlpCollector();
        await using var site = new SiteRig(_data);
        site.Start("vision,match,api", "--alerts", file, "--otlp", collector.Url);

        await ReadClipAsync(site, file, expected.Count);
        var ended = await site.StopAsync();

        Assert.DoesNotContain("were not compared with anybody", ended[0].Errors, StringComparison.Ordinal);
        Assert.Equal(expected, Recognised(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
        Assert.Empty(ended[0].Output);
        Assert.All(
            ["analytics.cluster.nodes", "analytics.cluster.cameras", "analytics.cluster.takeovers", "analytics.match.alerts"],
            instrument => Assert.True(collector.Has(instrument), instrument));
    }

    [Fact]
    public async Task A_second_process_that_names_people_from_the_same_embedded_index_is_refused_with_the_reason()
    {
        await using var site = new SiteRig(_data);
        site.Start("vision,match,api");
        await site.UntilAsync(["cluster", "status", "--output", "json"], _ => true);

        var second = await Executable.RunAsync(
            _data, ["node", "--roles", "match", "--port", $"{RtspServer.FreePort()}", "--data", _data, .. OverKafka]);

        Assert.Equal(2, second.ExitCode);
        Assert.Contains("is in use by another process", second.Errors, StringComparison.Ordinal);
        Assert.Contains("Index:Kind=Qdrant", second.Errors, StringComparison.Ordinal);
        await site.StopAsync();
    }

    [Fact]
    public async Task A_second_node_that_names_people_from_an_embedded_index_of_its_own_is_refused_with_the_reason()
    {
        await using var site = new SiteRig(_data);
        site.Start("api", OverKafka);
        site.Start("match", OverKafka);
        await site.UntilAsync(["cluster", "status", "--output", "json"], nodes => Up(nodes).Count == 2);

        await using var second = site.Aside("match", folder.Create(Guid.NewGuid().ToString("N")), OverKafka);
        var ended = await second.WaitAsync();

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("already has the role match", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Index:Kind=Qdrant", ended.Errors, StringComparison.Ordinal);
        await site.StopAsync();
    }

    [Theory]
    [InlineData("api,vision", "Api:Url=http://0.0.0.0:7440", "there is no token for writing")]
    [InlineData("vision", "Api:HealthUrl=https://127.0.0.1:7442", "Api:HealthUrl must be http://ADDRESS:PORT")]
    [InlineData("api,vision", "Api:Url=http://TAKEN", "The node cannot listen at http://TAKEN/: ")]
    [InlineData("vision", "Api:HealthUrl=http://TAKEN", "Set Api:HealthUrl to another address.")]
    public async Task What_is_wrong_with_its_addresses_a_node_says_before_it_joins_others(string roles, string setting, string reason)
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        var taken = $"{other.LocalEndpoint}";
        var refused = await Executable.RunAsync(
            _data,
            ["node", "--roles", roles, "--port", $"{RtspServer.FreePort()}", "--data", _data, "--verbose", .. OverKafka, "--set",
            setting.Replace("TAKEN", taken, StringComparison.Ordinal)]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(reason.Replace("TAKEN", taken, StringComparison.Ordinal), refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("SiteListener", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_whose_index_stopped_answering_ends_when_asked_to()
    {
        FakeQdrant fake = new();
        var away = false;
        await using LocalGrpc server = new(request => away ? GrpcAnswer.Reset : fake.Answer(request));
        await using var site = new SiteRig(_data);
        site.Start("vision,match,api", "--set", "Index:Kind=Qdrant", "--set", $"Index:Url={server.Url}");
        await site.UntilAsync(["cluster", "status", "--output", "json"], _ => true);
        away = true;
        Assert.Equal(0, (await site.AskAsync("cameras", "add", Camera, Clip)).ExitCode);
        await site.UntilCameraAsync(Camera, shown => shown.GetProperty("status") is { ValueKind: JsonValueKind.Object } status
            && status.GetProperty("analysed") is { ValueKind: JsonValueKind.Number } analysed && analysed.GetInt64() > 0);

        var ended = Assert.Single(await site.StopAsync());

        Assert.Contains("were not compared with anybody", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_camera_goes_to_the_node_that_it_is_moved_to_and_leaves_one_that_is_drained()
    {
        using var rtsp = RtspServer.Start(new Dictionary<string, string> { ["lobby"] = Clip });
        await using var site = new SiteRig(_data);
        site.Start("api", OverKafka);
        site.Start("vision", OverKafka);
        site.Start("vision", OverKafka);
        var cluster = await site.UntilAsync(["cluster", "status", "--output", "json"], nodes => Up(nodes).Count == 3);
        var vision = Up(cluster).Where(node => node.GetProperty("roles")[0].GetString() == "vision")
            .Select(node => node.GetProperty("node").GetString()!).ToList();
        Assert.Equal(0, (await site.AskAsync("cameras", "add", "lobby", rtsp.Url("lobby"))).ExitCode);
        var before = NodeOf(await site.UntilCameraAsync("lobby", IsStreaming));
        var other = vision.Single(node => node != before);

        Assert.Equal(0, (await site.AskAsync("cameras", "move", "lobby", other)).ExitCode);
        await site.UntilCameraAsync("lobby", shown => IsStreaming(shown) && NodeOf(shown) == other);
        var drained = await site.AskAsync("cluster", "drain", other);

        Assert.True(drained.ExitCode == 0, drained.Errors);
        await site.UntilCameraAsync("lobby", shown => IsStreaming(shown) && NodeOf(shown) == before);
        await site.StopAsync();

        static bool IsStreaming(JsonElement shown) => shown.GetProperty("status") is { ValueKind: JsonValueKind.Object } status
            && status.GetProperty("state").GetString() == "streaming";
        static string? NodeOf(JsonElement shown) => shown.GetProperty("status").GetProperty("node").GetString();
    }

    [Fact]
    public async Task A_seed_that_starts_again_joins_the_site_that_went_on_without_it()
    {
        await using var site = new SiteRig(_data);
        await using var seed = site.Start("api", OverKafka);
        site.Start("vision", OverKafka);
        await site.UntilAsync(["cluster", "status", "--output", "json"], BothAreUp);
        seed.Interrupt();
        Assert.Equal(0, (await seed.WaitAsync()).ExitCode);

        site.StartAgain(0, "api", OverKafka);

        await site.UntilAsync(["cluster", "status", "--output", "json"], BothAreUp);
        await site.StopAsync();

        static bool BothAreUp(JsonElement cluster) => Up(cluster).Count == 2;
    }

    [Theory]
    [InlineData("--roles vision", "Set Bus:Kind=Kafka")]
    [InlineData("--seeds 10.0.0.1:7441", "Set Bus:Kind=Kafka")]
    [InlineData("--roles watch", "list roles of vision, match, api")]
    [InlineData("--roles vision,match --alerts - --set Bus:Kind=Kafka", "only nodes with the role api write alerts")]
    [InlineData("--roles watch --alerts -", "list roles of vision, match, api")]
    [InlineData("--port 99999", "it must be 1 to 65535")]
    [InlineData(
        "--set Api:HealthUrl=http://192.0.2.1:7440 --roles vision --set Bus:Kind=Kafka --set Bus:Kafka:Servers=127.0.0.1:1",
        "cannot listen at http://192.0.2.1:7440")]
    [InlineData("--seeds nowhere --set Bus:Kind=Kafka --set Api:Url=http://127.0.0.1:0", "'nowhere' is not the address of a node")]
    public async Task What_cannot_run_is_named_with_a_remedy(string arguments, string expected)
    {
        var run = await Executable.RunAsync(_data, ["node", .. arguments.Split(' '), "--data", _data]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
    }

    private static List<JsonElement> Up(JsonElement cluster) =>
        [.. cluster.GetProperty("nodes").EnumerateArray().Where(node => node.GetProperty("state").GetString() == "up")];

    // Who was recognised, in which state, under which id.
    private static List<string> Recognised(string lines) =>
    [
        .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(alert =>
                $"{alert.GetProperty("person")}|{alert.GetProperty("state")}|{alert.GetProperty("id")}|{alert.GetProperty("firstSeen")}")
                    .Order(),
    ];

    private async Task<List<string>> WatchAsync()
    {
        var import = await Executable.RunAsync(_data, ["people", "import", visit.People, "--data", _data]);
        Assert.True(import.ExitCode == 0, import.Errors);
        var watch = await Executable.RunAsync(_data, ["watch", Clip, "--alerts", "-", "--data", _data, .. SyntheticVisit.Settings]);
        Assert.True(watch.ExitCode == 0, watch.Errors);
        var recognised = Recognised(watch.Output);
        Assert.Equal(visit.Names, recognised.Select(line => line.Split('|')[0]).Distinct());
        return recognised;
    }

    private async Task ReadClipAsync(SiteRig site, string alerts, int count)
    {
        await site.UntilAsync(
            ["cluster", "status", "--output", "json"], cluster => cluster.GetRawText().Contains("vision", StringComparison.Ordinal));
        var added = await site.AskAsync("cameras", "add", Camera, Clip);
        Assert.True(added.ExitCode == 0, added.Errors);
        await site.UntilCameraAsync(Camera, shown => shown.GetProperty("ended").ValueKind == JsonValueKind.String);
        await site.UntilAsync(
            ["cameras", "list", "--output", "json"], _ => File.Exists(alerts) && File.ReadLines(alerts).Count() >= count);
    }
}
