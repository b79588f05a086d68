using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniAvatar.Silos.Http.Studio;
using Scalar.AspNetCore;

namespace OmniAvatar.Silos.Http.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>, and a page at <c>/docs</c> that shows it. Both are the same for
/// everyone and need no key.</summary>
internal static class ReferencePage
{
    private const string Document = "/openapi/v1.json";
    private const string Page = "/docs";
    private const int NonceBytes = 16;

    public static void MapReference(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Document, StudioPage.Methods, ShowAsync);
        routes.MapScalarApiReference(Page, Set);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, ApiDocument document) =>
        StudioPage.Answer(context, await document.FileAsync(context.RequestAborted), StudioPage.MayChange);

    private static void Set(ScalarOptions page, HttpContext context)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
        StudioHeaders.Set(context.Response.Headers);
        context.Response.Headers.ContentSecurityPolicy = StudioHeaders.ReferencePolicy(nonce);
        page.WithTitle("OmniAvatar video API")
            .WithNonce(nonce)
            .WithOpenApiRoutePattern(Document)
            .DisableDefaultFonts()
            .DisableAgent()
            .DisableMcp()
            .HideClientButton()
            .HideDeveloperTools()
            .AddPreferredSecuritySchemes(ApiSecurity.TenantKey);
        page.Telemetry = false;
    }
}
