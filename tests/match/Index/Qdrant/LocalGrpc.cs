using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>What a server was asked.</summary>
/// <param name="Method">For example <c>/qdrant.Points/Upsert</c>.</param>
/// <param name="Key">The API key that came with it.</param>
/// <param name="Body">The message, as it came.</param>
internal sealed record GrpcAsked(string Method, string? Key, byte[] Body);

/// <summary>What a server answers, or that it does something else.</summary>
internal sealed record GrpcAnswer(StatusCode Status, string Detail = "", IMessage? Body = null)
{
    /// <summary>The connection is broken off.</summary>
    public static readonly GrpcAnswer Reset = new(StatusCode.OK);

    /// <summary>Nothing is said.</summary>
    public static readonly GrpcAnswer Silence = new(StatusCode.OK);

    public string? RetryAfter { get; init; }

    /// <summary>A page of this HTTP status instead of gRPC.</summary>
    public int? Page { get; init; }

    public static GrpcAnswer Of(IMessage body) => new(StatusCode.OK, Body: body);
}

/// <summary>A gRPC server of Kestrel on a free port, with TLS where it has a certificate. It remembers what it was asked.</summary>
internal sealed class LocalGrpc : IAsyncDisposable
{
    private readonly List<GrpcAsked> _asked = [];
    private readonly Func<GrpcAsked, GrpcAnswer> _answer;
    private readonly WebApplication _server;
    private readonly CancellationTokenSource _stop = new();

    public LocalGrpc(
        Func<GrpcAsked, GrpcAnswer> answer, X509Certificate2? certificate = null, HttpProtocols protocols = HttpProtocols.Http2)
    {
        _answer = answer;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        _server = builder.Build();
        _server.Run(ServeAsync);
        _server.Start();
        Url = new Uri($"{(certificate is null ? "http" : "https")}://localhost:{new Uri(_server.Urls.Single()).Port}");
    }

    public Uri Url { get; }

    public IReadOnlyList<GrpcAsked> Requests
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>What was asked of this kind, read.</summary>
    public IReadOnlyList<T> Asked<T>(string method, MessageParser<T> parser)
        where T : IMessage<T> =>
        [.. Requests.Where(asked => asked.Method == method).Select(asked => parser.ParseFrom(asked.Body))];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var body = await BodyAsync(context.Request);
        GrpcAsked asked = new(context.Request.Path, context.Request.Headers["api-key"].FirstOrDefault(), body);
        lock (_asked)
        {
            _asked.Add(asked);
        }

        var answer = _answer(asked);
        if (ReferenceEquals(answer, GrpcAnswer.Reset))
        {
            context.Features.Get<IConnectionLifetimeFeature>()!.Abort();
            return;
        }

        if (ReferenceEquals(answer, GrpcAnswer.Silence))
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, context.RequestAborted);
            await Task.Delay(Timeout.Infinite, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        await WriteAsync(context.Response, answer);
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using MemoryStream all = new();
        await request.Body.CopyToAsync(all);
        if (all.Length < 5)
        {
            return all.ToArray();
        }

        var (isCompressed, message) = (all.GetBuffer()[0] == 1, all.ToArray()[5..]);
        if (!isCompressed)
        {
            return message;
        }

        using MemoryStream unpacked = new();
        await using var gzip = new GZipStream(new MemoryStream(message), CompressionMode.Decompress);
        await gzip.CopyToAsync(unpacked);
        return unpacked.ToArray();
    }

    private static async Task WriteAsync(HttpResponse response, GrpcAnswer answer)
    {
        if (answer.Page is { } status)
        {
            (response.StatusCode, response.ContentType) = (status, "text/html");
            await response.WriteAsync(answer.Detail);
            return;
        }

        response.ContentType = "application/grpc";
        if (answer.Body is { } body)
        {
            var framed = new byte[5 + body.CalculateSize()];
            BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), framed.Length - 5);
            body.WriteTo(framed.AsSpan(5));
            await response.Body.WriteAsync(framed);
        }

        response.AppendTrailer("grpc-status", ((int)answer.Status).ToString(CultureInfo.InvariantCulture));
        response.AppendTrailer("grpc-message", Uri.EscapeDataString(answer.Detail));
        if (answer.RetryAfter is { } seconds)
        {
            response.AppendTrailer("retry-after", seconds);
        }
    }
}
