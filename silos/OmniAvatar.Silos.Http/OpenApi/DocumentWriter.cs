using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OmniAvatar.Client.Wire;
using OmniAvatar.Silos.Http.OpenApi.Bodies;
using OmniAvatar.Silos.Http.Webhooks;

namespace OmniAvatar.Silos.Http.OpenApi;

/// <summary>Writes what the document says beside its routes: what the API is, how callers say who they are, what
/// webhooks and events hold.</summary>
internal sealed class DocumentWriter : IOpenApiDocumentTransformer
{
    public Task TransformAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Info = new OpenApiInfo
        {
            Title = "OmniAvatar video API",
            Version = "1",
            Description =
                "Talking-avatar videos from a picture, speech and a prompt, in the shape of OpenAI's public videos API.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = RouteDescriptions
            .All.Select(route => route.Tag)
            .Distinct()
            .Select(tag => new OpenApiTag { Name = tag })
            .ToHashSet();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = ApiSecurity.Schemes;
        document.AddComponent<IOpenApiSchema>(BodySchemas.FileReference, BodySchemas.OfFileReference());
        document.Components.Schemas?.Remove(nameof(ToldContents));
        document.Webhooks = WebhookWords.All.ToDictionary(known => known.Word, known => Webhook(known.Word, document));
        return Task.CompletedTask;
    }

    private static IOpenApiPathItem Webhook(string name, OpenApiDocument document) =>
        new OpenApiPathItem
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation>
            {
                [HttpMethod.Post] = new()
                {
                    OperationId = name,
                    Summary = "What the receiver of a webhook gets, signed as Standard Webhooks.",
                    RequestBody = new OpenApiRequestBody
                    {
                        Content = new Dictionary<string, OpenApiMediaType>
                        {
                            ["application/json"] = new()
                            {
                                Schema = new OpenApiSchemaReference(nameof(WebhookEvent), document),
                            },
                        },
                    },
                    Responses = new OpenApiResponses
                    {
                        ["2XX"] = new OpenApiResponse { Description = "The receiver has it." },
                    },
                },
            },
        };
}
