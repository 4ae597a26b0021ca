using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Analytics.Contracts;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace Analytics.Api;

/// <summary>What went wrong, as <c>application/problem+json</c> (RFC 9457): what, and what to do; credentials masked.</summary>
internal static class Problems
{
    /// <summary>A problem; <paramref name="field"/> is the one of the body that is wrong.</summary>
    public static ProblemHttpResult Of(int status, string detail, string? field = null) => TypedResults.Problem(
        detail: Masking.Apply(detail), statusCode: status,
        extensions: field is null ? null : new Dictionary<string, object?> { ["field"] = field });

    /// <summary>Answers a request whose handler threw.</summary>
    public static Task OfFaultAsync(HttpContext context)
    {
        var feature = context.Features.Get<IExceptionHandlerFeature>()!;
        var problem = feature.Error switch
        {
            BadHttpRequestException { InnerException: JsonException json } =>
                OfBody(json, feature.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType),
            BadHttpRequestException bad => OfStatus(context, bad.StatusCode),
            FailureException failure => Of(StatusOf(failure.Kind), failure.Message, failure.Field),
            _ => OfStatus(context, StatusCodes.Status500InternalServerError),
        };
        return problem.ExecuteAsync(context);
    }

    /// <summary>Answers a request that nobody answered more than a status.</summary>
    public static Task OfStatusAsync(StatusCodeContext context) =>
        OfStatus(context.HttpContext, context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext);

    /// <summary>Whether <paramref name="fault"/> is reported to who asked, and is none of the program's.</summary>
    public static bool IsExpected(Exception fault) => fault is BadHttpRequestException or FailureException;

    private static int StatusOf(FailureKind kind) => kind switch
    {
        FailureKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        FailureKind.NotFound => StatusCodes.Status404NotFound,
        FailureKind.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static ProblemHttpResult OfStatus(HttpContext context, int status) => Of(status, status switch
    {
        StatusCodes.Status400BadRequest => "The request cannot be read. A body of JSON is needed where /openapi/v1.json says so.",
        StatusCodes.Status404NotFound => $"There is nothing at '{context.Request.Path}'. /openapi/v1.json lists the endpoints.",
        StatusCodes.Status405MethodNotAllowed =>
            $"'{context.Request.Path}' does not take {context.Request.Method}, but {context.Response.Headers.Allow}.",
        StatusCodes.Status413PayloadTooLarge => $"The body is larger than {HttpLimits.LargestBody / 1024} kB.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as JSON, with the header 'Content-Type: application/json'.",
        StatusCodes.Status500InternalServerError => "A fault of the program, please report it with what this node has logged.",
        _ => "The request was refused.",
    });

    // The text of the fault names types of ours; what the sender knows are fields.
    private static ProblemHttpResult OfBody(JsonException fault, Type? body)
    {
        IReadOnlyList<JsonPropertyInfo> fields = body is null ? [] : [.. ApiJson.Default.GetTypeInfo(body)!.Properties];
        var named = fault.Path is ['$', '.', .. var path] ? path : null;
        var missing = fields.FirstOrDefault(field => field.IsRequired && named is null
            && fault.Message.Contains("missing", StringComparison.Ordinal)
            && fault.Message.Contains($"'{field.Name}'", StringComparison.Ordinal));
        var list = string.Join(", ", fields.Select(field => $"'{field.Name}' ({Kind(field)}{(field.IsRequired ? "" : ", optional")})"));
        var detail = (named, missing) switch
        {
            (_, { } field) => $"'{field.Name}' is missing. The fields are {list}.",
            ({ } name, _) when fields.FirstOrDefault(field => field.Name == name) is { } field => $"'{name}' must be {Kind(field)}.",
            ({ } name, _) => $"There is no field '{name}'. The fields are {list}.",
            _ => $"The body is not a JSON object (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}). "
                + $"The fields are {list}.",
        };
        return Of(StatusCodes.Status400BadRequest, detail, missing?.Name ?? named);
    }

    private static string Kind(JsonPropertyInfo field) =>
        (field.PropertyType == typeof(string) ? "a text" : "a number") + (
            field is { IsSetNullable: true, IsRequired: true } ? " or null" : "");
}
