using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Analytics.Api;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Analytics.Tests.Api;

/// <summary>How much of a node those who ask may take.</summary>
public sealed class LimitsApiSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_requests_than_may_wait_are_refused_with_when_to_ask_again_and_health_is_answered()
    {
        await using var api = await ApiRig.StartAsync(folders, new HttpLimits { Requests = 1, Waiting = 1 });
        using var open = new ManualResetEventSlim();
        var first = await HeldAsync(api, open);

        // Of two more one waits, and the other is refused at once.
        var more = new[] { api.AskAsync(HttpMethod.Get, "/api/v1/cluster"), api.AskAsync(HttpMethod.Get, "/api/v1/cluster") };
        using var refused = await (await Task.WhenAny(more)).WaitAsync(Token);
        Assert.Equal("1", refused.Headers.RetryAfter?.ToString());
        Assert.Contains("Ask again in a second", (await ApiRig.ProblemAsync(503, refused)).Detail, StringComparison.Ordinal);
        using (var health = await api.AskAsync(HttpMethod.Get, "/healthz/live"))
        {
            Assert.Equal(200, (int)health.StatusCode);
        }

        open.Set();
        Assert.Equal([200, 200, 503], (await Task.WhenAll([first, .. more])).Select(answer => (int)answer.StatusCode).Order());
    }

    [Fact]
    public async Task Who_shows_no_token_takes_no_place_of_those_who_do()
    {
        await using var api = await ApiRig.StartAsync(folders, new HttpLimits { Requests = 1, Waiting = 0 });
        using var open = new ManualResetEventSlim();
        var first = await HeldAsync(api, open);

        using var stranger = await api.AskAsync(HttpMethod.Get, "/api/v1/cluster", token: "none-0123456789abcdef");

        await ApiRig.ProblemAsync(401, stranger);
        open.Set();
        using var answer = await first;
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task One_address_does_not_take_all_connections()
    {
        await using var api = await ApiRig.StartAsync(folders, new HttpLimits { ConnectionsOfOne = 3 });
        var url = new Uri(api.Url);
        using (TcpClient first = new(url.Host, url.Port), second = new(url.Host, url.Port), third = new(url.Host, url.Port),
            fourth = new(url.Host, url.Port))
        {
            Assert.Equal(0, await IsClosedAsync(fourth));
        }

        Assert.True(await UntilAsync(async () => (await api.AskAsync(HttpMethod.Get, "/healthz/live")).IsSuccessStatusCode));

        static async Task<int> IsClosedAsync(TcpClient client)
        {
            try
            {
                return await client.GetStream().ReadAsync(new byte[1], Token);
            }
            catch (IOException)
            {
                return 0; // reset
            }
        }

        static async Task<bool> UntilAsync(Func<Task<bool>> holds)
        {
            for (var i = 0; i < 50; i++)
            {
                try
                {
                    if (await holds())
                    {
                        return true;
                    }
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100), Token);
                }
            }

            return false;
        }
    }

    [Fact]
    public async Task Streams_of_events_have_a_limit_of_their_own()
    {
        await using var api = await ApiRig.StartAsync(folders, new HttpLimits { Requests = 1, Waiting = 0, Streams = 2 });
        using var one = await api.AskAsync(HttpMethod.Get, "/api/v1/events");
        using var two = await api.AskAsync(HttpMethod.Get, "/api/v1/events");

        using var three = await api.AskAsync(HttpMethod.Get, "/api/v1/events");
        using var other = await api.AskAsync(HttpMethod.Get, "/api/v1/cluster");

        Assert.Equal([200, 200, 200], new[] { one, two, other }.Select(answer => (int)answer.StatusCode));
        Assert.NotNull(three.Headers.RetryAfter);
        Assert.Contains("2 streams of events are open already", (await ApiRig.ProblemAsync(503, three)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_refused()
    {
        await using var api = await ApiRig.StartAsync(folders);
        using var body = new ByteArrayContent(new byte[HttpLimits.LargestBody + 1]);
        body.Headers.ContentType = new("application/json");

        using var response = await api.AskAsync(HttpMethod.Post, "/api/v1/cameras", body);

        await ApiRig.ProblemAsync(413, response);
    }

    [Fact]
    public async Task A_listener_that_does_not_read_is_dropped()
    {
        FakeTimeProvider time = new();
        await using var api = await ApiRig.StartAsync(folders, time: time);
        using TcpClient client = new() { ReceiveBufferSize = 4096 };
        var url = new Uri(api.Url);
        await client.ConnectAsync(url.Host, url.Port, Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"GET /api/v1/events HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer {api.OwnToken}\r\n\r\n")), Token);
        var began = Stopwatch.GetTimestamp();

        // It listens once its first bytes are there; from then on it reads nothing, until what is sent has filled all that lies between.
        Assert.True(await stream.ReadAsync(new byte[1], Token) == 1);
        var large = ApiRig.Status("gate", reason: new string('x', 60_000));
        while (!IsDropped(client))
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "It is not dropped.");
            for (var i = 0; i < 64; i++)
            {
                api.Board.OnStatus(large);
            }

            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    // A request that is answered once the gate is open.
    private static async Task<Task<HttpResponseMessage>> HeldAsync(ApiRig api, ManualResetEventSlim open)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Nodes.BeforeList = () =>
        {
            entered.TrySetResult();
            open.Wait(Token);
        };
        var answer = api.AskAsync(HttpMethod.Get, "/api/v1/cluster");
        await entered.Task.WaitAsync(Token);
        return answer;
    }

    // The other side has reset the connection: what is written then fails.
    private static bool IsDropped(TcpClient client)
    {
        try
        {
            client.Client.Send("\r\n"u8);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
