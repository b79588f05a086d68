using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace OmniAvatar.Silos.Http.Webhooks;

/// <summary>What webhooks need.</summary>
internal static class WebhookHosting
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>()
        );
        services.AddSingleton<WebhookAdmission>().AddSingleton<WebhookSender>().AddSingleton<WebhookMetrics>();
        return services.AddSingleton<WebhookAttempt>().AddHostedService<WebhookDispatcher>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        api.MapGet("webhooks/secret", WebhookRoutes.SecretAsync);
        api.MapPost("webhooks/secret", WebhookRoutes.RotateAsync).DisableAntiforgery();
        api.MapGet("webhooks/deliveries", WebhookRoutes.ListAsync);
        api.MapGet("webhooks/deliveries/{id}", WebhookRoutes.FindAsync);
        api.MapPost("webhooks/deliveries/{id}/retry", WebhookRoutes.RetryAsync).DisableAntiforgery();
    }
}
