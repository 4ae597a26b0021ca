using System.Text.Json;
using Analytics.Contracts;
using Analytics.Host.Api;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Host.Api;

/// <summary><c>/healthz</c>.</summary>
public sealed class HealthApiSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_is_ready_when_all_checks_pass_and_alive_whatever_they_say()
    {
        string? fault = null;
        await using var api = await ApiRig.StartAsync(
            folders, tokens: true, null,
            new Check("cluster", _ => ValueTask.FromResult<string?>(null)),
            new Check("database", _ => ValueTask.FromResult(fault)));

        Assert.Equal((200, """{"ready":true,"checks":[{"name":"cluster","fault":null},{"name":"database","fault":null}]}"""), await AskAsync(api, "ready"));
        fault = "postgres://me:hunter2@db is down";
        Assert.Equal(
            (503, """{"ready":false,"checks":[{"name":"cluster","fault":null},{"name":"database","fault":"postgres://***@db is down"}]}"""),
            await AskAsync(api, "ready"));
        Assert.Equal((200, """{"live":true}"""), await AskAsync(api, "live"));
    }

    [Fact]
    public async Task A_check_that_hangs_or_fails_makes_a_node_not_ready()
    {
        var time = new FakeTimeProvider();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var blocked = new ManualResetEventSlim();
        await using var api = await ApiRig.StartAsync(
            folders, false, time,
            new Check("blocks", _ =>
            {
                started.TrySetResult();
                blocked.Wait(Token);
                return ValueTask.FromResult<string?>(null);
            }),
            new Check("fails", _ => throw new UserErrorException("no such thing")));

        var asked = AskAsync(api, "ready");
        await started.Task;
        Assert.Equal((200, """{"live":true}"""), await AskAsync(api, "live"));
        Assert.False(asked.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        var (status, text) = await asked;
        blocked.Set();

        Assert.Equal(503, status);
        Assert.Equal(
            ["no answer within 2 s", "no such thing"],
            JsonDocument.Parse(text).RootElement.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("fault").GetString()));
    }

    private static async Task<(int, string)> AskAsync(ApiRig api, string path)
    {
        using var response = await api.AskAsync(HttpMethod.Get, $"/healthz/{path}");
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private sealed class Check(string name, Func<CancellationToken, ValueTask<string?>> fault) : IReadinessCheck
    {
        public string Name => name;

        public ValueTask<string?> FaultAsync(CancellationToken cancellationToken) => fault(cancellationToken);
    }
}
