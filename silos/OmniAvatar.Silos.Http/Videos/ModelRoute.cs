using Microsoft.AspNetCore.Http;
using OmniAvatar.Client.Wire;
using OmniAvatar.Models;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>The models that can be asked for.</summary>
internal static class ModelRoute
{
    public static async Task<IResult> ListAsync(HttpContext context, IModelCatalog catalog)
    {
        var cards = await catalog.ListAsync(context.RequestAborted);
        var models = new ModelList([.. cards.Select(card => new Model(card.Name, card.Announced.ToUnixTimeSeconds()))]);
        return Results.Json(models, VideoJson.Default.ModelList);
    }
}
