using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using Analytics.Contracts.Processes;
using Xunit;

namespace Analytics.Tests.Host.Node;

/// <summary>What a node that is a site of its own opens to others on its machine.</summary>
[UnsupportedOSPlatform("windows")]
[FullTier]
public sealed class LoneNodeSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);
    private readonly string _models = folders.Create(Guid.NewGuid().ToString("N"));
    private readonly string _data = Path.Combine(folders.Create(Guid.NewGuid().ToString("N")), "data");
    private readonly int _port = RtspServer.FreePort();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Api => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}");

    [Fact]
    public async Task A_lone_node_listens_for_the_API_alone_which_only_its_user_can_use()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Who listens is read from /proc.");
        await using var node = Executable.Start(_models, "node", "--models", "bundled", "--data", _data, "--set", $"Api:Url={Api}");
        await UntilAsync(async () => (await AskAsync("cluster", "status", "--data", _data)).ExitCode == 0);

        Assert.Equal([_port], ListeningPorts(node.ProcessId));
        var status = JsonDocument.Parse((await AskAsync("cluster", "status", "--data", _data, "--output", "json")).Output).RootElement;
        Assert.Equal("up", status.GetProperty("nodes")[0].GetProperty("state").GetString());
        var stranger = await AskAsync("cluster", "status", "--data", _models);
        Assert.Equal(2, stranger.ExitCode);
        Assert.Contains("asks for a token", stranger.Errors, StringComparison.Ordinal);
        node.Interrupt();
        Assert.Equal(0, (await node.WaitAsync()).ExitCode);
    }

    [Fact]
    public async Task Whatever_the_umask_all_that_a_node_makes_in_its_data_folder_is_of_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes of files.");
        using var node = Process.Start(new ProcessStartInfo("/bin/sh",
        [
            "-c", "umask 000; exec \"$@\"", "sh", "dotnet", Path.Combine(AppContext.BaseDirectory, "Analytics.Host.dll"), "node",
            "--models", "bundled",
            "--data", _data, "--set", $"Api:Url={Api}", "--port", $"{RtspServer.FreePort()}", "--set", "Bus:Kind=Kafka", "--set",
            "Bus:Kafka:Servers=127.0.0.1:1",
            "--alerts", Path.Combine(_data, "alerts.jsonl"),
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true, Environment = { ["ANALYTICS_MODELS"] = _models } })!;
        var errors = node.StandardError.ReadToEndAsync(Token);
        try
        {
            await UntilAsync(async () => (await AskAsync("cluster", "status", "--data", _data)).ExitCode == 0);

            var made = Directory.EnumerateFileSystemEntries(_data, "*", SearchOption.AllDirectories).Append(_data).ToList();
            Assert.All(
                ["gallery.db", "gallery.db-wal", "gallery.db-shm", "master.key", "api.token", "index", "spool", "alerts.jsonl"],
                name => Assert.Contains(Path.Combine(_data, name), made));
            Assert.Contains(made, path => path.EndsWith("lock", StringComparison.Ordinal));
            Assert.All(made, path => Assert.True((File.GetUnixFileMode(path) & Others) == 0, $"{path} is {File.GetUnixFileMode(path)}"));
        }
        finally
        {
            node.Kill();
            await node.WaitForExitAsync(CancellationToken.None);
        }

        Assert.DoesNotContain("internal fault", await errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("people", "list")]
    [InlineData("node", "--models", "bundled")]
    [InlineData("watch", "FILE", "--models", "bundled")]
    [InlineData("watchlists", "list")]
    [InlineData("index", "status")]
    public async Task Without_a_home_folder_a_command_says_that_the_data_folder_has_to_be_named(params string[] command)
    {
        ProcessStartInfo start = new(
            ProgramPath.Find("dotnet", "Install it."),
            [Path.Combine(AppContext.BaseDirectory, "Analytics.Host.dll"),
            .. command.Select(word => word == "FILE" ? typeof(LoneNodeSpec).Assembly.Location : word)])
        {
            RedirectStandardError = true,
            Environment = { ["HOME"] = "/dev/null/nowhere", ["ANALYTICS_MODELS"] = _models },
        };
        start.Environment.Remove("XDG_DATA_HOME");
        using var run = Process.Start(start)!;
        var errors = await run.StandardError.ReadToEndAsync(Token);
        await run.WaitForExitAsync(Token);

        Assert.True(run.ExitCode == 2, errors);
        Assert.Contains(
            "error: The data folder '/dev/null/nowhere/.local/share/analytics' cannot be created: ", errors, StringComparison.Ordinal);
        Assert.Contains("Name another data folder with --data DIR", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private Task<Executable.Finished> AskAsync(params string[] command) => Executable.RunAsync(_models, [.. command, "--api", Api]);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var began = Stopwatch.GetTimestamp(); !await holds();)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Longest);
        }
    }

    // Sockets of the process (as its open files name them) that are in the state LISTEN.
    private static List<int> ListeningPorts(int process)
    {
        var own = Directory.EnumerateFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget).OfType<string>()
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal)).Select(target => target["socket:[".Length..^1])
            .ToHashSet();
        return
        [
            .. new[] { "tcp", "tcp6" }.SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[3] == "0A" && own.Contains(fields[9]))
                .Select(fields => int.Parse(fields[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Order(),
        ];
    }
}
