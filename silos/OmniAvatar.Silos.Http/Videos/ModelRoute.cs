using Microsoft.AspNetCore.Http;
using OmniAvatar.Client.Wire;
using OmniAvatar.Models;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Submissions;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>The models that can be requested.</summary>
internal static class ModelRoute
{
    public static async Task<IResult> ListAsync(HttpContext context, ModelDirectory models)
    {
        var cards = await models.ListAsync(context.RequestAborted);
        return Results.Json(new ModelList([.. cards.Select(Show)]), VideoJson.Default.ModelList);
    }

    public static async Task<IResult> FindAsync(string id, HttpContext context, ModelDirectory models)
    {
        var cards = await models.ListAsync(context.RequestAborted);
        return cards.FirstOrDefault(card => card.Name == id) is { } found
            ? Results.Json(Show(found), VideoJson.Default.Model)
            : throw Refusals.NoModel();
    }

    private static Model Show(ModelCard card) =>
        new(
            card.Name,
            card.Announced.ToUnixTimeSeconds(),
            new ModelDetails(card.Defaults.Steps, card.Defaults.TextGuidanceScale, card.HasRandomWeights)
        );
}
