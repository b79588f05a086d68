using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using OmniAvatar.Silos.Http.Videos;

namespace OmniAvatar.Silos.Http.Remixes;

/// <summary><c>POST /v1/videos/{id}/remix</c>.</summary>
internal static class RemixRoute
{
    public static async Task<IResult> PostAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        VideoCatalog catalog,
        RemixService remixes,
        VideoPresenter presenter
    )
    {
        var before = await catalog.FindAsync(VideoRoutes.TenantOf(user), id, context.RequestAborted);
        var accepted = await remixes.RemixAsync(before, context.Request, context.RequestAborted);
        return await VideoRoutes.AnswerAsync(accepted, presenter, context.RequestAborted);
    }
}
