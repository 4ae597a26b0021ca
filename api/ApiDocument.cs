using Analytics.Alerts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Analytics.Api;

/// <summary><c>/openapi/v1.json</c>: what stands in it beside what follows from the endpoints.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";
    private static readonly Type[] Events = [typeof(CameraStatusView), typeof(AlertView), typeof(HeartbeatView)];

    /// <summary>Adds the title, the tokens, the data of events and the field of problems.</summary>
    public static void Describe(OpenApiOptions options) => options.AddDocumentTransformer(async (document, context, stop) =>
    {
        document.Info = new OpenApiInfo
        {
            Title = "Analytics",
            Version = "v1",
            Description = "Cameras and nodes of a site, and what they see."
        };
        AddTokens(document);
        foreach (var type in Events.Where(type => document.Components!.Schemas?.ContainsKey(type.Name) != true))
        {
            document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, null, stop));
        }

        foreach (var operation in Operations(document))
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            foreach (var stream in Streams(operation))
            {
                stream.Schema = new OpenApiSchema
                {
                    Description = "The data of one event.",
                    OneOf = [.. Events.Select(type => new OpenApiSchemaReference(type.Name, document))],
                };
            }
        }

        if (document.Components!.Schemas!["ProblemDetails"] is OpenApiSchema { Properties: { } properties })
        {
            properties["field"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The field of the body that is wrong." };
        }

        document.Components.Schemas.Remove("SseItemOfstring");
    });

    private static void AddTokens(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            Description = "The read token allows GET. The write token allows all requests. "
                + "If no token is set, the node creates a write token in its data folder (api.token).",
        };
    }

    private static IEnumerable<OpenApiMediaType> Streams(OpenApiOperation operation) =>
        (operation.Responses?.Values ?? Enumerable.Empty<IOpenApiResponse>())
        .SelectMany(response => response.Content ?? Enumerable.Empty<KeyValuePair<string, OpenApiMediaType>>())
        .Where(content => content.Key == "text/event-stream").Select(content => content.Value)
        .OfType<OpenApiMediaType>();

    private static IEnumerable<OpenApiOperation> Operations(OpenApiDocument document) => document.Paths
        .Where(path => path.Key.StartsWith("/api/", StringComparison.Ordinal))
        .SelectMany(path => path.Value.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>());
}
