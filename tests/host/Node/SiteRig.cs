using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Analytics.Tests.Host.Node;

/// <summary>A site of real processes on ports of their own, and the commands that speak to it.</summary>
/// <param name="data">The data folder.</param>
internal sealed class SiteRig(string data) : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(180);
    private readonly int _seed = RtspServer.FreePort();
    private readonly int _api = RtspServer.FreePort();
    private readonly List<Executable> _nodes = [];

    /// <summary>Where it answers.</summary>
    public string Api => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_api}");

    /// <summary>Starts a node; the first one is the seed of those that follow.</summary>
    public Executable Start(string roles, params string[] arguments)
    {
        var node = Start(_nodes.Count == 0 ? _seed : RtspServer.FreePort(), roles, arguments);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Starts the seed again in place of the one that has ended.</summary>
    public void StartAgain(int seed, string roles, params string[] arguments) => _nodes[seed] = Start(_seed, roles, arguments);

    /// <summary>Starts a node with a data folder of its own, which is not one of those that should be there.</summary>
    public Executable Aside(string roles, string folder, params string[] arguments) =>
        Start(RtspServer.FreePort(), roles, [.. arguments, "--data", folder]);

    private Executable Start(int port, string roles, string[] arguments)
    {
        string[] seeds = roles.Split(',').Length < 3 ? ["--seeds", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_seed}")] : [];
        return Executable.Start(data,
        [
            "node", "--roles", roles, "--port", port.ToString(CultureInfo.InvariantCulture), .. seeds, .. arguments.Contains("--data") ? []
                : new[] { "--data", data },
            // The machine may have other work to do: no node of these specs falls silent.
            "--set", "Cluster:FailurePause=20s", "--set", "Cluster:StableAfter=10s",
            "--set", $"Api:Url={Api}", "--set", "Ingest:AllowedHosts=127.0.0.0/8", "--set", "Ingest:FileFolders=/",
            .. SyntheticVisit.Settings, .. arguments,
        ]);
    }

    /// <summary>Runs a command against the site.</summary>
    public Task<Executable.Finished> AskAsync(params string[] arguments) =>
        Executable.RunAsync(data, [.. arguments, "--api", Api, "--data", data]);

    /// <summary>Waits until a camera is as it should be.</summary>
    public Task<JsonElement> UntilCameraAsync(string camera, Func<JsonElement, bool> holds) => UntilAsync(
        ["cameras", "show", camera, "--output", "json"], shown => holds(shown));

    /// <summary>Waits until what a command answers is as it should be.</summary>
    public async Task<JsonElement> UntilAsync(string[] command, Func<JsonElement, bool> holds)
    {
        var began = Stopwatch.GetTimestamp();
        Executable.Finished? last = null;
        while (Stopwatch.GetElapsedTime(began) < Timeout)
        {
            last = await AskAsync(command);
            if (last.ExitCode == 0 && JsonDocument.Parse(last.Output).RootElement is var answer && holds(answer))
            {
                return answer;
            }
        }

        throw new TimeoutException($"'{string.Join(' ', command)}' still answers: {last?.Output}{last?.Errors}");
    }

    /// <summary>Asks all nodes to end, the last one first, and returns what they said.</summary>
    public async Task<IReadOnlyList<Executable.Finished>> StopAsync()
    {
        List<Executable.Finished> ended = [];
        foreach (var node in _nodes.AsEnumerable().Reverse())
        {
            node.Interrupt(); // one that was drained has ended already
            ended.Add(await node.WaitAsync());
        }

        Assert.All(ended, node => Assert.True(node.ExitCode == 0, node.Errors));
        return ended;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
