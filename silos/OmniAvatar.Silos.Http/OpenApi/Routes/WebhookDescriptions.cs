using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using OmniAvatar.Client.Wire;
using OmniAvatar.Silos.Http.Webhooks;
using OmniAvatar.Values;
using static OmniAvatar.Silos.Http.OpenApi.Routes.RouteParts;

namespace OmniAvatar.Silos.Http.OpenApi.Routes;

/// <summary>The routes of webhooks.</summary>
internal static class WebhookDescriptions
{
    private const string Tag = "Webhooks";
    private const string Secret = "/v1/webhooks/secret";
    private const string Deliveries = "/v1/webhooks/deliveries";

    public static IReadOnlyList<RouteDescription> All { get; } =
    [
        new("GET", Secret, "getWebhookSecret", Tag, "Say when the secret that signs webhooks was made")
        {
            Answers = [new(StatusCodes.Status200OK, "When it was made, without the secret.", typeof(WebhookSecret))],
            Refusals = [StatusCodes.Status404NotFound],
        },
        new("POST", Secret, "rotateWebhookSecret", Tag, "Make a new secret that signs webhooks")
        {
            Answers = [new(StatusCodes.Status200OK, "The secret, shown this once.", typeof(WebhookSecret))],
            Refusals = [StatusCodes.Status409Conflict],
        },
        new("GET", Deliveries, "listDeliveries", Tag, "List the tenant's deliveries, newest first")
        {
            Parameters =
            [
                After,
                Limit,
                new(
                    "status",
                    ParameterLocation.Query,
                    "Only those that stand so.",
                    new ValueShape.Words([.. WebhookWords.States.Select(state => state.Word)])
                ),
            ],
            Answers = [new(StatusCodes.Status200OK, "A page of deliveries.", typeof(WebhookDeliveryList))],
            Refusals = [StatusCodes.Status400BadRequest],
        },
        new("GET", Deliveries + "/{id}", "getDelivery", Tag, "Show a delivery")
        {
            Parameters = [DeliveryId],
            Answers = [new(StatusCodes.Status200OK, "The delivery.", typeof(WebhookDeliveryView))],
            Refusals = [StatusCodes.Status404NotFound],
        },
        new("POST", Deliveries + "/{id}/retry", "retryDelivery", Tag, "Try a delivery again that was given up")
        {
            Parameters = [DeliveryId],
            Answers = [new(StatusCodes.Status200OK, "The delivery, to be tried again.", typeof(WebhookDeliveryView))],
            Refusals = [StatusCodes.Status404NotFound, StatusCodes.Status409Conflict],
        },
    ];

    private static RouteParameter DeliveryId =>
        new("id", ParameterLocation.Path, "The id of the delivery's event.", new ValueShape.Text());
}
