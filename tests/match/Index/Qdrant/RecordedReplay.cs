using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Qdrant.Client.Grpc;
using Xunit;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>Asks what was asked of a real server, over the wire, and compares the answers.</summary>
internal static class RecordedReplay
{
    // What differs from run to run, or is not used.
    private static readonly string[] Passing =
    [
        "time", "version", "commit", "operationId", "optimizerStatus", "segmentsCount", "updateQueue", "usage", "peerId", "creationTime",
        "size",
        "checksum",
    ];

    // Which of several points with one score comes first.
    private static readonly string[] Ties = ["query: NaN", "query: zero vector"];

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    // What was not recorded byte by byte, or is the client's own word.
    public static async Task<bool> IsOfTheWireAsync(Exchange exchange, Uri url)
    {
        switch (exchange.Name)
        {
            case "deadline of 1 ms passed":
                AssertSame(exchange, await SendAsync(url, exchange, Upsert(1_340_012), deadline: DateTime.UtcNow));
                return true;
            case "a message of 20 MB":
                AssertSame(exchange, await SendAsync(url, exchange, Upsert(20_634_011)));
                return true;
            case "a message of 70 MB":
                AssertSame(exchange, await SendAsync(url, exchange, Upsert(71_676_011)));
                return true;
            case "an answer above 4 MB":
                var answer = await SendAsync(url, exchange, exchange.Request!);
                Assert.InRange(answer.Body!.Length, 4 << 20, int.MaxValue);
                AssertSame(exchange, answer);
                return true;
            case "an answer above 4 MB, a client left as it is":
                Assert.Equal(exchange.Status, (await SendAsync(url, exchange, exchange.Request!, longest: 4 << 20)).Status);
                return true;
            case "gRPC to the REST port":
                await using (LocalGrpc rest = new(_ => new GrpcAnswer(StatusCode.OK), protocols: HttpProtocols.Http1))
                {
                    Assert.Contains(
                        (await SendAsync(rest.Url, exchange, [])).Status, (StatusCode[])[exchange.Status, StatusCode.Internal]);
                }

                return true;
            default:
                return false;
        }
    }

    private static byte[] Upsert(int bytes)
    {
        UpsertPoints request = new() { CollectionName = "sharded", Wait = true };
        for (var i = 0; i < bytes / 10_000; i++)
        {
            request.Points.Add(new PointStruct
            {
                Id = Guid.NewGuid(),
                Vectors = new Vectors { Vector = new Vector { Dense = new DenseVector { Data = { 1, 0, 0, 0 } } } },
                Payload = { ["text"] = new string('x', 9900) },
            });
        }

        return request.ToByteArray();
    }

    public static async Task<(StatusCode Status, string Detail, string? RetryAfter, byte[]? Body)> SendAsync(
        Uri url, Exchange exchange, byte[] message, DateTime? deadline = null, int? longest = null)
    {
        using var channel = GrpcChannel.ForAddress(
            url, new GrpcChannelOptions { MaxReceiveMessageSize = longest, MaxSendMessageSize = null });
        Metadata headers = [];
        if (exchange.Key is { } key)
        {
            headers.Add("api-key", key);
        }

        if (exchange.IsCompressed)
        {
            headers.Add("grpc-internal-encoding-request", "gzip");
        }

        var parts = exchange.Method.Split('/');
        try
        {
            var body = await channel.CreateCallInvoker().AsyncUnaryCall(
                new Method<byte[], byte[]>(MethodType.Unary, parts[1], parts[2], Bytes, Bytes), null, new CallOptions(headers, deadline),
                message);
            return (StatusCode.OK, "", null, body);
        }
        catch (RpcException refused)
        {
            return (refused.StatusCode, refused.Status.Detail, refused.Trailers.GetValue("retry-after"), null);
        }
    }

    public static void AssertSame(Exchange exchange, (StatusCode Status, string Detail, string? RetryAfter, byte[]? Body) fake)
    {
        Assert.True(
            exchange.Status == fake.Status, $"{exchange}: {fake.Status} '{fake.Detail}' instead of {exchange.Status} '{exchange.Detail}'");
        Assert.True(
            exchange.RetryAfter == fake.RetryAfter,
            $"{exchange}: to be asked again after {fake.RetryAfter} instead of {exchange.RetryAfter}");
        if (exchange.Status is not (StatusCode.DeadlineExceeded or StatusCode.Unimplemented))
        {
            Assert.Equal(Worded(exchange.Detail), Worded(fake.Detail));
        }

        if (exchange.Response is { } body)
        {
            AssertSame($"{exchange}", Json(exchange.Method, body), Json(exchange.Method, fake.Body!));
        }
    }

    // How a node words why it does not reach another one, and a parser what it does not understand, is its own affair.
    private static string Worded(string detail)
    {
        var end = detail.IndexOf("Tonic status error", StringComparison.Ordinal);
        return detail.StartsWith("failed to decode Protobuf message", StringComparison.Ordinal) ? detail[..33] : end < 0 ? detail
            : detail[..end];
    }

    private static JsonNode Json(string method, byte[] body) => JsonNode.Parse(
        JsonFormatter.Default.Format(FakeQdrant.MethodOf(method)!.OutputType.Parser.ParseFrom(body)))!;

    private static void AssertSame(string where, JsonNode? real, JsonNode? fake)
    {
        switch (real, fake)
        {
            case (JsonObject expected, JsonObject actual):
                var known = expected.Select(member => member.Key).Where(name => !Passing.Contains(name) && !IsBeside(where, name));

                // Of how a collection is, what the fake knows.
                foreach (var name in where.Contains(" 'info", StringComparison.Ordinal) ? known.Where(actual.ContainsKey) : known)
                {
                    Assert.True(actual.ContainsKey(name), $"{where}: '{name}' is missing.");
                    AssertSame($"{where}.{name}", expected[name], actual[name]);
                }

                Assert.Empty(
                    actual.Select(member => member.Key).Where(name => !Passing.Contains(name))
                        .Except(expected.Select(member => member.Key)));
                break;
            case (JsonArray expected, JsonArray actual):
                Assert.True(
                    expected.Count == actual.Count, $"{where}: {actual.Count} instead of {expected.Count}: {actual.ToJsonString()}");
                foreach (var (left, right) in expected.Zip(actual))
                {
                    AssertSame(where, left, right);
                }

                break;
            case (JsonValue expected, JsonValue actual) when expected.GetValueKind() == System.Text.Json.JsonValueKind.Number:
                Assert.Equal((double)expected, (double)actual, 1e-5);
                break;
            default:
                Assert.True(JsonNode.DeepEquals(real, fake), $"{where}: {fake?.ToJsonString()} instead of {real?.ToJsonString()}");
                break;
        }
    }

    private static bool IsBeside(string where, string member) =>
        (member == "points" && where.Contains("payloadSchema", StringComparison.Ordinal))
        || (member is "id" or "payload" && Ties.Any(name => where.Contains(name, StringComparison.Ordinal)));
}
