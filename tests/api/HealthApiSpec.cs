using System.Diagnostics;
using System.Text.Json;
using Analytics.Contracts;
using Xunit;

namespace Analytics.Tests.Api;

/// <summary><c>/healthz</c>.</summary>
public sealed class HealthApiSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_is_ready_when_all_checks_passed_and_alive_whatever_they_say()
    {
        string? fault = null;
        await using var api = await StartAsync(
            ("cluster", _ => ValueTask.FromResult<string?>(null)),
            ("database", _ => ValueTask.FromResult(fault)));

        const string well = """{"ready":true,"checks":[{"name":"cluster","fault":null},{"name":"database","fault":null}]}""";
        Assert.Equal((200, well), await UntilAsync(api, 200));
        fault = "postgres://me:hunter2@db is down";
        Assert.Equal(
            (503, """{"ready":false,"checks":[{"name":"cluster","fault":null},{"name":"database","fault":"postgres://***@db is down"}]}"""),
            await UntilAsync(api, 503));
        Assert.Equal((200, """{"live":true}"""), await AskAsync(api, "live"));
        fault = null;
        Assert.Equal((200, well), await UntilAsync(api, 200));
    }

    [Fact]
    public async Task Without_a_token_only_the_state_is_reported()
    {
        string? fault = null;
        await using var api = await StartAsync(("database", _ => ValueTask.FromResult(fault)));

        await UntilAsync(api, 200);
        Assert.Equal((200, """{"ready":true}"""), await AskAsync(api, "ready", token: null));
        fault = "the database at 10.0.0.5 is down";
        await UntilAsync(api, 503);

        Assert.Equal((503, """{"ready":false}"""), await AskAsync(api, "ready", token: null));
        Assert.Equal((503, """{"ready":false}"""), await AskAsync(api, "ready", "none-0123456789abcdef"));
        Assert.Contains("10.0.0.5", (await AskAsync(api, "ready", ApiRig.WriteToken)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_hangs_or_fails_makes_a_node_not_ready_and_holds_up_no_other()
    {
        using var blocked = new ManualResetEventSlim();
        var (begun, well) = (0, 0);
        await using var api = await StartAsync(
            ("blocks", _ =>
            {
                Interlocked.Increment(ref begun);
                blocked.Wait(Token);
                return ValueTask.FromResult<string?>(null);
            }
        ),
            ("fails", _ => throw new InvalidException("no such thing")),
            ("breaks", _ => throw new InvalidOperationException("Host=db;Password=hunter2")),
            ("works", _ =>
            {
                Interlocked.Increment(ref well);
                return ValueTask.FromResult<string?>(null);
            }
        ));

        await UntilAsync(
            () => Faults(api).Result.SequenceEqual(
                ["no answer within 2 s", "no such thing", "the check failed (InvalidOperationException)", null]));
        await UntilAsync(() => Volatile.Read(ref well) > 3);
        Assert.Equal((200, """{"live":true}"""), await AskAsync(api, "live"));
        Assert.Equal(1, Volatile.Read(ref begun)); // it hangs still, and no second one does beside it

        blocked.Set();
        await UntilAsync(() => Faults(api).Result[0] is null);
    }

    [Fact]
    public async Task Hundreds_who_ask_while_all_that_is_checked_is_away_get_their_answers_and_begin_no_check()
    {
        using var away = new ManualResetEventSlim();
        var begun = 0;
        await using var api = await StartAsync(
            [.. Enumerable.Range(0, 3).Select(i => ($"away-{i}", (Func<CancellationToken, ValueTask<string?>>)(_ =>
        {
            Interlocked.Increment(ref begun);
            away.Wait(Token);
            return ValueTask.FromResult<string?>(null);
        })))]);
        await UntilAsync(() => Volatile.Read(ref begun) == 3);

        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => AskAsync(api, i % 2 == 0 ? "ready" : "live", token: null)))
            .WaitAsync(TimeSpan.FromSeconds(60), Token);

        Assert.Equal([(200, """{"live":true}"""), (503, """{"ready":false}""")], answers.Distinct().Order());
        Assert.Equal(3, Volatile.Read(ref begun));
        away.Set();
    }

    private Task<ApiRig> StartAsync(params (string Name, Func<CancellationToken, ValueTask<string?>> Fault)[] checks) =>
        ApiRig.StartAsync(folders, tokens: true, time: null, checks);

    private async Task<(int Status, string Text)> UntilAsync(ApiRig api, int status)
    {
        (int Status, string Text) answer = default;
        await UntilAsync(() => (answer = AskAsync(api, "ready").Result).Status == status);
        return answer;
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        for (var began = Stopwatch.GetTimestamp(); !holds(); await Task.Delay(20, Token))
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60));
        }
    }

    private static async Task<string?[]> Faults(ApiRig api) =>
    [
        .. JsonDocument.Parse((await AskAsync(api, "ready")).Text).RootElement.GetProperty("checks").EnumerateArray()
            .Select(check => check.GetProperty("fault").GetString()),
    ];

    private static async Task<(int Status, string Text)> AskAsync(ApiRig api, string path, string? token = ApiRig.ReadToken)
    {
        using var response = await api.AskAsync(HttpMethod.Get, $"/healthz/{path}", token: token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
