using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using OmniAvatar.Client.Wire;
using OmniAvatar.Silos.Http.Studio;

namespace OmniAvatar.Silos.Http.OpenApi;

/// <summary>The OpenAPI 3.1 document of this API. It is made of the mapped routes once, when it is first asked
/// for.</summary>
internal sealed class ApiDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider provider)
{
    public const string Name = "v1";

    private const string MediaType = "application/json; charset=utf-8";
    private const string Routes = "v1/";

    private readonly SemaphoreSlim _making = new(1);
    private StudioFile? _file;

    public static void Add(IServiceCollection services)
    {
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.TypeInfoResolver = JsonTypeInfoResolver.Combine(VideoJson.Default, ToldJson.Default);
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddOpenApi(
            Name,
            document =>
            {
                document.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                document.ShouldInclude = route =>
                    route.RelativePath?.StartsWith(Routes, StringComparison.Ordinal) == true;
                document.AddSchemaTransformer<WireSchemas>();
                document.AddOperationTransformer<OperationWriter>();
                document.AddDocumentTransformer<DocumentWriter>();
            }
        );
        services.AddSingleton<ApiDocument>();
    }

    /// <summary>The document as it is sent.</summary>
    public async ValueTask<StudioFile> FileAsync(CancellationToken cancellation)
    {
        if (_file is { } made)
            return made;
        await _making.WaitAsync(cancellation);
        try
        {
            return _file ??= await MakeAsync(cancellation);
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<StudioFile> MakeAsync(CancellationToken cancellation)
    {
        var document = await provider.GetOpenApiDocumentAsync(cancellation);
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellation);
        return new StudioFile(Encoding.UTF8.GetBytes(text), MediaType);
    }
}
