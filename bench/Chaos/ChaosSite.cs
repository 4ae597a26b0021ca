using System.Diagnostics;
using System.Net.Http.Json;
using Analytics.Api;
using Analytics.Contracts;

namespace Analytics.Benchmarks.Chaos;

/// <summary>A whole site on this machine: brokers, an RTSP server, nodes as processes of their own, and a witness.</summary>
internal sealed class ChaosSite : IAsyncDisposable
{
    // Below those of outgoing connections: a client that asks a dead broker again and again may else take its port.
    private const int KafkaPort = 19192;
    private const int ApiPort = 7540;
    private const int FirstPort = 7501;
    private const int RtspPort = 8664;

    /// <summary>With these settings a person who stays in view raises an alert every 15 seconds, for trials that count alerts.</summary>
    public static readonly IReadOnlyList<string> ShortEpisodes = ["Match:EpisodeGap=00:00:05", "Match:EpisodeLimit=00:00:15"];

    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(90);
    private readonly string _folder;
    private readonly int _brokers;
    private readonly Networks? _networks;
    private readonly List<NodeProcess> _nodes = [];
    private readonly HttpClient _api = new();
    private readonly string _token = Guid.NewGuid().ToString("N");
    private IReadOnlyList<string> _before = [];
    private IReadOnlyList<string> _settings = [];
    private Process? _rtsp;
    private IReadOnlyList<string>? _certificates;

    private ChaosSite(string script, int brokers, Networks? networks)
    {
        _folder = Directory.CreateTempSubdirectory("analytics-chaos").FullName;
        (_brokers, _networks) = (brokers, networks);
        Kafka = new(script, Path.Combine(_folder, "kafka"), KafkaPort);
    }

    /// <summary>The brokers.</summary>
    public OwnKafka Kafka { get; }

    /// <summary>The node of the roles api and match.</summary>
    public NodeProcess Centre => _nodes[0];

    /// <summary>All nodes.</summary>
    public IReadOnlyList<NodeProcess> Nodes => [.. _nodes.Where(node => node.ToString() != "reader")];

    /// <summary>Where <see cref="Centre"/> answers whether it is ready.</summary>
    public Uri HealthUrl => new(_api.BaseAddress!, "/healthz/ready");

    /// <summary>The nodes of the role vision.</summary>
    public IReadOnlyList<NodeProcess> Vision => [.. _nodes.Skip(1).Where(node => node.ToString() != "reader")];

    /// <summary>Sees what goes through the broker.</summary>
    public Witness Witness { get; private set; } = null!;

    private string Servers => string.Join(',', Enumerable.Range(0, _brokers).Select(i => $"127.0.0.1:{KafkaPort + i}"));

    /// <summary>Brings a site up, with cameras that stream.</summary>
    /// <param name="cameras">How many cameras it has.</param>
    /// <param name="vision">Nodes of the role vision.</param>
    /// <param name="brokers">Brokers.</param>
    /// <param name="fps">Analysed frames a second of each camera.</param>
    /// <param name="networks">One for each node; none: all are in that of the machine.</param>
    /// <param name="settings">Of the nodes, KEY=VALUE.</param>
    /// <param name="centre">Further arguments of the node of the roles api and match.</param>
    /// <param name="before">What stands before the program of each node on its command line.</param>
    public static async Task<ChaosSite> OpenAsync(
        int cameras, int vision, int brokers = 1, double fps = 3, Networks? networks = null, IReadOnlyList<string>? settings = null,
        IReadOnlyList<string>? centre = null, IReadOnlyList<string>? before = null)
    {
        var data = Environment.GetEnvironmentVariable("ANALYTICS_TEST_DATA")
            ?? throw new NotFoundException("ANALYTICS_TEST_DATA must name a folder with clips for the cameras.");
        var site = new ChaosSite(OwnKafka.Script, brokers, networks) { _before = before ?? [] };
        try
        {
            await site.BeginAsync(data, cameras, vision, fps, settings ?? [], centre ?? []);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>The cameras that a node has by their last status.</summary>
    public List<CameraId> CamerasOf(NodeProcess node) =>
        [.. Witness.Latest().Values.Where(said => said.Status.Node == node.Address).Select(said => said.Status.Camera)];

    /// <summary>Waits until all cameras stream on nodes that run.</summary>
    public Task UntilAllStreamAsync(int cameras) => UntilAsync(
        $"{cameras} cameras stream",
        () => Witness.Latest().Values.Count(said => said.Status.State == CameraState.Streaming
            && Vision.Any(node => node.IsRunning && node.Address == said.Status.Node)) == cameras);

    /// <summary>Starts a node again, and waits until the site counts it in.</summary>
    public async Task StartAgainAsync(NodeProcess node)
    {
        node.Start();
        await UntilAsync($"{node} is up", () => IsUp(node).GetAwaiter().GetResult());
        await UntilSettledAsync();
    }

    /// <summary>Waits until no camera moves for a while from now on.</summary>
    /// <param name="still">How long; by default some seconds. Nodes are evened out every fifteen.</param>
    public async Task UntilSettledAsync(TimeSpan? still = null)
    {
        var (length, since) = (still ?? TimeSpan.FromSeconds(4), Stopwatch.GetTimestamp());
        await UntilAsync(
            "cameras stay where they are",
            () => Stopwatch.GetElapsedTime(since) > length
                && Witness.Latest().Values.All(
                    said => said.Status.State == CameraState.Streaming && DateTimeOffset.UtcNow - said.At > length));
    }

    /// <summary>Ends all nodes of role vision, and waits until the witness has read what they sent.</summary>
    public async Task UntilWitnessedAsync()
    {
        await Task.WhenAll(Vision.Where(node => node.IsRunning).Select(node => node.TerminateAsync()));
        await UntilAsync("all is read", () => Witness.IsAtEnd);
    }

    /// <summary>
    /// Has a new process, which knows nothing of the run, replay all events, and waits until it raises no more alerts.
    /// </summary>
    public async Task ReadAnewAsync()
    {
        await Centre.TerminateAsync();
        Add("reader", "api,match", [$"Api:Url=http://{HostOf(_nodes.Count)}:{ApiPort}", "Bus:Kafka:Group=reader"]);
        _nodes[^1].Start();
        await UntilAsync("the reader has all partitions", () => LogLines(_nodes[^1])
            .Count(line => line.Contains("Consuming partition", StringComparison.Ordinal)) >= 12);
        var (raised, since) = (-1, Stopwatch.GetTimestamp());
        await UntilAsync("the reader has read all", () =>
        {
            if (raised != Witness.Alerts.Count)
            {
                (raised, since) = (Witness.Alerts.Count, Stopwatch.GetTimestamp());
            }

            return Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(15);
        });
        await _nodes[^1].TerminateAsync();
    }

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TrialFailedException">It does not.</exception>
    public async Task UntilAsync(string what, Func<bool> holds, TimeSpan? interval = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(began) > TimeOut)
            {
                throw new TrialFailedException($"Timed out waiting until {what}; the logs are in {_folder}.");
            }

            await Task.Delay(interval ?? TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>The lines of a node's log.</summary>
    public IEnumerable<string> LogLines(NodeProcess node) =>
        Path.Combine(_folder, $"{node}.log") is var log && File.Exists(log) ? File.ReadLines(log) : [];

    /// <summary>The lines of all nodes' logs.</summary>
    public IEnumerable<string> LogLines() => Directory.EnumerateFiles(_folder, "*.log").SelectMany(File.ReadLines);

    /// <summary>Asks the API.</summary>
    public Task<T?> AskAsync<T>(string path) => _api.GetFromJsonAsync<T>(path);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _nodes.ForEach(node => node.Dispose());
        Witness?.Dispose();
        if (_rtsp is not null)
        {
            _rtsp.Kill();
            _rtsp.Dispose();
        }

        Kafka.Dispose();
        _api.Dispose();
    }

    private async Task BeginAsync(
        string data, int cameras, int vision, double fps, IReadOnlyList<string> settings, IReadOnlyList<string> centre)
    {
        Bench.Say($"a site with {cameras} cameras on {vision} nodes, {_brokers} broker(s), in {_folder}");
        Environment.SetEnvironmentVariable(ApiOptions.WriteTokenVariable, _token);
        _api.DefaultRequestHeaders.Authorization = new("Bearer", _token);
        _api.BaseAddress = new Uri($"http://{HostOf(0)}:{ApiPort}");
        Kafka.Up(_brokers);
        string[] clips = ["intel_one-by-one-person-detection.mp4", "friends_poker_720p.mp4"];
        _rtsp = Start("/usr/bin/python3",
        [
            Path.Combine(Inputs.Root, "tests/ingest/rtsp_server.py"), "--port", $"{RtspPort}",
            .. Enumerable.Range(1, cameras).Select(i => $"c{i}={Path.Combine(data, "videos", clips[i % 2])}"),
        ]);
        await _rtsp.StandardOutput.ReadLineAsync();

        // A threshold set by hand: what a budget of false alerts asks for depends on how many tracks there were by then.
        _settings = [.. settings, "Match:AlertSimilarity=0.5", "Ingest:AllowedHosts=127.0.0.0/8"];
        await EnrolAsync(Path.Combine(data, "photos", "friends_gallery"));
        Add("centre", "api,match", [$"Api:Url=http://{HostOf(0)}:{ApiPort}"], centre);
        for (var i = 1; i <= vision; i++)
        {
            Add($"vision-{i}", "vision");
        }

        foreach (var port in Enumerable.Range(KafkaPort, _brokers).Append(RtspPort))
        {
            _networks?.Share(port);
        }

        Centre.Start();
        await UntilAsync("the API answers", () => Answers().GetAwaiter().GetResult());
        Witness = new Witness(Servers, "analytics");
        foreach (var node in Vision)
        {
            node.Start();
        }

        foreach (var node in Vision)
        {
            await UntilAsync($"{node} is up", () => IsUp(node).GetAwaiter().GetResult());
        }

        for (var i = 1; i <= cameras; i++)
        {
            var answer = await _api.PostAsJsonAsync(
                "/api/v1/cameras", new { id = $"c{i}", source = $"rtsp://127.0.0.1:{RtspPort}/c{i}", fps });
            answer.EnsureSuccessStatusCode();
        }

        await UntilAllStreamAsync(cameras);
    }

    private static Process Start(string program, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;

    private async Task EnrolAsync(string people)
    {
        using var import = Start(Inputs.Executable, ["people", "import", people, "--data", Path.Combine(_folder, "data")]);
        await import.StandardOutput.ReadToEndAsync();
        await import.WaitForExitAsync();
        if (import.ExitCode != 0)
        {
            throw new InvalidException($"'analytics people import {people}' failed with {import.ExitCode}.");
        }
    }

    private void Add(string name, string roles, IReadOnlyList<string>? settings = null, IReadOnlyList<string>? further = null)
    {
        var (i, port) = (_nodes.Count, FirstPort + _nodes.Count);
        var host = HostOf(i);
        string[] set =
        [
            "Bus:Kind=Kafka", $"Bus:Kafka:Servers={Servers}", $"Bus:Kafka:Replication={_brokers}", .. _settings, .. settings ?? [],
            .. _networks is null ? [] : _certificates ??= NodeCertificates.MakeIn(_folder),
        ];
        _nodes.Add(new(name, $"{host}:{port}",
        [
            .. _networks is null ? [] : Networks.Within(i), .. _before,
            Inputs.Executable, "node", "--roles", roles, "--host", host, "--port", $"{port}", "--seeds", $"{HostOf(0)}:{FirstPort}",
            "--data",
            Path.Combine(_folder, "data"), "--verbose", .. set.SelectMany(setting => new[] { "--set", setting }), .. further ?? [],
        ], Path.Combine(_folder, $"{name}.log")));
    }

    private string HostOf(int node) => _networks is null ? "127.0.0.1" : Networks.AddressOf(node);

    private async Task<bool> IsUp(NodeProcess node)
    {
        try
        {
            var view = await AskAsync<ClusterView>("/api/v1/cluster");
            return view!.Nodes.Any(one => one is { State: "up", Reachable: true } && one.Node == node.Address);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<bool> Answers()
    {
        try
        {
            return (await _api.GetAsync(new Uri("/healthz/live", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
