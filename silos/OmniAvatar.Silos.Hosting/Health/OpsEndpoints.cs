using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Silos.Hosting.Configuration;

namespace OmniAvatar.Silos.Hosting.Health;

/// <summary>Health, readiness and metrics for operators, on a port of their own that need not be public.</summary>
public static class OpsEndpoints
{
    /// <summary>Lets endpoints of <see cref="MapOps"/> answer only on the operators' port, and no other endpoints
    /// there. The connection's port decides, because a caller can set any Host header.</summary>
    public static WebApplication UseOpsPort(this WebApplication app)
    {
        var port = app.Services.GetRequiredService<ClusterSettings>().Network.Ops.Port;
        app.UseRouting();
        app.Use(
            (http, next) =>
            {
                var isForOperators = http.GetEndpoint()?.Metadata.GetMetadata<OpsOnly>() is not null;
                if (isForOperators == (http.Connection.LocalPort == port))
                    return next();
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }
        );
        return app;
    }

    /// <summary><c>/healthz</c>: the process answers; <c>/readyz</c>: it can be given work; <c>/metrics</c>: for
    /// Prometheus. More can be added to the group.</summary>
    public static RouteGroupBuilder MapOps(this IEndpointRouteBuilder routes)
    {
        var ops = routes.MapGroup("").WithMetadata(new OpsOnly());
        ops.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false });
        ops.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = WriteAsync });
        ops.MapPrometheusScrapingEndpoint("/metrics");
        return ops;
    }

    // Names and states only: an exception's text may hold addresses.
    private static Task WriteAsync(HttpContext http, Microsoft.Extensions.Diagnostics.HealthChecks.HealthReport report)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(
            string.Concat(report.Entries.Select(check => $"{check.Key}: {check.Value.Status}\n"))
        );
    }

    private sealed class OpsOnly;
}
