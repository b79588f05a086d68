using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OmniAvatar.Client.Webhooks;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Videos;

namespace OmniAvatar.Silos.Http.Webhooks;

/// <summary>The handlers of <c>/v1/webhooks</c>: a tenant's secret and its own deliveries.</summary>
internal static class WebhookRoutes
{
    private const int LongestId = 64;

    /// <summary>Says when the secret was made; the secret itself is shown only once.</summary>
    public static async Task<IResult> SecretAsync(HttpContext context, ClaimsPrincipal user, IWebhookSecrets secrets) =>
        await secrets.FindAsync(VideoRoutes.TenantOf(user), context.RequestAborted) is { } known
            ? Answer(known, null)
            : throw Refusals.NoWebhookSecret();

    /// <summary>Makes a new secret.</summary>
    public static async Task<IResult> RotateAsync(
        ClaimsPrincipal user,
        IWebhookSecrets secrets,
        IOptions<WebhookOptions> options,
        TimeProvider time
    )
    {
        var (tenant, secret) = (VideoRoutes.TenantOf(user), WebhookSignature.CreateSecret());
        await secrets.SetAsync(tenant, secret, time.GetUtcNow() + options.Value.PreviousSecret);
        var known = await secrets.FindAsync(tenant);
        // Of two rotations at once only one counts, and only that one may show its secret.
        return known?.Secret == secret
            ? Answer(known, secret)
            : throw Refusals.Conflict(
                "rotated_meanwhile",
                "The secret was changed by another request at the same time: use that one, or change it again."
            );
    }

    /// <summary>The tenant's deliveries.</summary>
    public static async Task<IResult> ListAsync(HttpContext context, ClaimsPrincipal user, IWebhookOutbox outbox)
    {
        var query = FieldReader.OfQuery(context.Request);
        var limit = (int)(query.Whole("limit", 1, VideoCatalog.LongestPage) ?? VideoCatalog.DefaultPage);
        var state = query.Choice("status", WebhookWords.States);
        var found = await outbox.ListAsync(
            VideoRoutes.TenantOf(user),
            state,
            query.Word("after", LongestId),
            limit + 1,
            context.RequestAborted
        );
        var page = found.Take(limit).Select(WebhookWords.Show).ToArray();
        return Results.Json(
            new WebhookDeliveryList(page, page.FirstOrDefault()?.Id, page.LastOrDefault()?.Id, found.Count > limit),
            VideoJson.Default.WebhookDeliveryList
        );
    }

    /// <summary>One delivery.</summary>
    public static async Task<IResult> FindAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        IWebhookOutbox outbox
    ) => await ShowAsync(id, user, outbox, context.RequestAborted);

    /// <summary>Has a delivery that was given up tried again, with all its tries before it.</summary>
    public static async Task<IResult> RetryAsync(
        string id,
        HttpContext context,
        ClaimsPrincipal user,
        IWebhookOutbox outbox
    )
    {
        var tenant = VideoRoutes.TenantOf(user);
        if (await outbox.FindAsync(tenant, id, context.RequestAborted) is null)
            throw Refusals.NoDelivery();
        return await outbox.RetryAsync(tenant, id, context.RequestAborted)
            ? await ShowAsync(id, user, outbox, context.RequestAborted)
            : throw Refusals.Conflict(
                "not_failed",
                "Only a delivery that was given up can be tried again; this one is pending or delivered."
            );
    }

    private static async Task<IResult> ShowAsync(
        string id,
        ClaimsPrincipal user,
        IWebhookOutbox outbox,
        CancellationToken cancellation
    ) =>
        await outbox.FindAsync(VideoRoutes.TenantOf(user), id, cancellation) is { } delivery
            ? Results.Json(WebhookWords.Show(delivery), VideoJson.Default.WebhookDeliveryView)
            : throw Refusals.NoDelivery();

    private static IResult Answer(WebhookSecrets known, string? secret) =>
        Results.Json(
            new WebhookSecret(known.Created.ToUnixTimeSeconds(), known.PreviousUntil?.ToUnixTimeSeconds(), secret),
            VideoJson.Default.WebhookSecret
        );
}
