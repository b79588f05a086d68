using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Artifacts;
using OmniAvatar.Media.Pictures.Inspection;
using OmniAvatar.Silos.Http.Access;
using OmniAvatar.Silos.Http.Admin;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Events;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.OpenApi;
using OmniAvatar.Silos.Http.Outbound;
using OmniAvatar.Silos.Http.Remixes;
using OmniAvatar.Silos.Http.Sessions;
using OmniAvatar.Silos.Http.Streaming;
using OmniAvatar.Silos.Http.Submissions;
using OmniAvatar.Silos.Http.Videos;
using OmniAvatar.Silos.Http.Webhooks;

namespace OmniAvatar.Silos.Http;

/// <summary>
/// The HTTP API in OpenAI's public videos shape. Its host has a silo with job control in the same process (or a client
/// of one), an artifact store, and the records.
/// </summary>
public static class VideoApi
{
    /// <summary>The routes use the store under this key, which answers or fails within about ten seconds. If the host
    /// has not registered one, they use the host's own store.</summary>
    public const string RequestStore = "requests";

    /// <summary>What the server reads ahead of a body that waits for its turn. Its own 1 MiB takes 100 MiB for 100
    /// uploads, and the pool that they come from keeps them for minutes after.</summary>
    private const long ReadAheadBytes = 128 << 10;

    /// <summary>Adds what the routes need.</summary>
    public static IServiceCollection AddVideoApi(
        this IServiceCollection services,
        Action<VideoApiOptions>? configure = null
    )
    {
        services
            .AddOptions<VideoApiOptions>()
            .Configure(configure ?? (_ => { }))
            .Validate(
                options => options.AbandonedAfter >= options.DecodeTime,
                "AbandonedAfter must be at least DecodeTime."
            )
            .ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<VideoApiOptions>, VideoApiOptionsValidator>()
        );
        services.Configure<SocketTransportOptions>(sockets => sockets.MaxReadBufferSize = ReadAheadBytes);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IPictureInspector>(DirectInspector.Instance);
        services.TryAddKeyedSingleton(RequestStore, (provider, _) => provider.GetRequiredService<IArtifactStore>());
        services.TryAddSingleton(GuardedHttp.Dns);
        services.AddSingleton<ErrorAnswers>();
        services
            .AddSingleton<InputFetcher>()
            .AddSingleton<FormReader>()
            .AddSingleton<IdempotentRequests>()
            .AddSingleton<ModelDirectory>()
            .AddSingleton<InputDecoder>();
        services
            .AddSingleton<JobDraftBuilder>()
            .AddSingleton<AdmissionControl>()
            .AddSingleton<JobRegistration>()
            .AddSingleton<SubmissionService>()
            .AddSingleton<EstimateService>()
            .AddSingleton<RemixDrafts>()
            .AddSingleton<RemixService>();
        services
            .AddSingleton<VideoCatalog>()
            .AddSingleton<VideoPresenter>()
            .AddSingleton<VideoLooks>()
            .AddSingleton<OpenShots>();
        services.AddSingleton<VideoSnapshots>().AddSingleton<VideoEventStream>().AddSingleton<KeyWatch>();
        services.AddSingleton<StreamableVideos>().AddSingleton<StreamPartSources>().AddSingleton<StreamParts>();
        services
            .AddSingleton<AbandonedSubmissions>()
            .AddHostedService(provider => provider.GetRequiredService<AbandonedSubmissions>());
        services.AddWebhooks();
        services.AddSingleton<PoolView>().AddSingleton<TenantsView>();
        ApiDocument.Add(services);
        AddAccess(services);
        return services;
    }

    /// <summary>Adds the routes below <c>/v1</c>.</summary>
    public static IEndpointConventionBuilder MapVideoApi(this IEndpointRouteBuilder routes)
    {
        routes.MapReference();
        var api = Group(routes);
        api.RequireAuthorization(policy =>
            policy
                .AddAuthenticationSchemes(TenantAccess.SchemeName)
                .RequireAuthenticatedUser()
                .RequireClaim(ClaimTypes.Name)
        );
        var open = Group(routes);
        open.MapSession();
        open.MapAdmin();

        api.MapGet("models", ModelRoute.ListAsync);
        api.MapGet("models/{id}", ModelRoute.FindAsync);
        api.MapPost("videos", VideoRoutes.CreateAsync).DisableAntiforgery();
        api.MapPost("videos/estimate", VideoRoutes.EstimateAsync).DisableAntiforgery();
        api.MapGet("videos", VideoRoutes.ListAsync);
        api.MapGet("videos/{id}", VideoRoutes.FindAsync);
        api.MapGet("videos/{id}/events", EventRoute.GetAsync);
        api.MapGet("videos/{id}/shots", ShotRoute.ListAsync);
        api.MapDelete("videos/{id}", VideoRoutes.DeleteAsync);
        api.MapMethods("videos/{id}/content", [HttpMethods.Get, HttpMethods.Head], ContentRoute.GetAsync);
        api.MapPost("videos/{id}/remix", RemixRoute.PostAsync).DisableAntiforgery();
        api.MapStreams();
        api.MapPost("videos/{id}/cancel", VideoRoutes.CancelAsync);
        api.MapPost("videos/{id}/resume", VideoRoutes.ResumeAsync);
        api.MapWebhooks();
        api.Map("{**rest}", NoRoute);
        return api;
    }

    /// <summary>Only the core of authentication: the rest would store keys for cookies on the disk.</summary>
    private static void AddAccess(IServiceCollection services)
    {
        services.TryAddSingleton<KeyGuesses>();
        services.AddSingleton<KeyCheck>();
        services.AddSingleton<KeyUse>().AddHostedService(provider => provider.GetRequiredService<KeyUse>());
        // Requests without a valid key are not logged: at two lines each, anyone could fill the log.
        services.Configure<LoggerFilterOptions>(logging =>
            logging.AddFilter(typeof(TenantAccess).FullName, LogLevel.Warning)
        );
        services.AddSingleton<KeyLooks>().AddSingleton<RequestRates>();
        services.AddAuthenticationCore().AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, TenantAccess>(
            TenantAccess.SchemeName,
            null
        );
        services.AddAuthorization();
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").AddEndpointFilterFactory(Guarded).AddEndpointFilterFactory(Paced).Describe();

    private static EndpointFilterDelegate Guarded(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var answers = context.ApplicationServices.GetRequiredService<ErrorAnswers>();
        return invocation => answers.InvokeAsync(invocation, next);
    }

    private static EndpointFilterDelegate Paced(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var rates = context.ApplicationServices.GetRequiredService<RequestRates>();
        return invocation => rates.InvokeAsync(invocation, next);
    }

    private static IResult NoRoute(HttpRequest request, EndpointDataSource endpoints)
    {
        var allowed = AllowedMethods.Of(request.Path, endpoints);
        throw allowed.Count > 0 ? Refusals.NoMethod(request, allowed) : Refusals.NoRoute(request);
    }
}
