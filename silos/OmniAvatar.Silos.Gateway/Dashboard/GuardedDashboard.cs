using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Http.Access;
using Orleans.Dashboard;

namespace OmniAvatar.Silos.Gateway.Dashboard;

/// <summary>Orleans' dashboard behind the admin key; it has no access control of its own.</summary>
internal static class GuardedDashboard
{
    /// <summary>Collects the dashboard's data, and holds the key.</summary>
    public static ISiloBuilder AddGuardedDashboard(this ISiloBuilder silo, Secret key)
    {
        silo.Services.TryAddSingleton<KeyGuesses>();
        // Guessing keys must not fill the log.
        silo.Services.Configure<LoggerFilterOptions>(logging =>
            logging.AddFilter(typeof(AdminAccess).FullName, LogLevel.Warning)
        );
        new AuthenticationBuilder(silo.Services).AddScheme<AdminAccessOptions, AdminAccess>(
            AdminAccess.SchemeName,
            options => options.Key = key
        );
        return silo.AddDashboard();
    }

    /// <summary><c>/dashboard</c>.</summary>
    public static void MapGuardedDashboard(this IEndpointRouteBuilder ops)
    {
        var guarded = ops.MapGroup("");
        guarded.RequireAuthorization(policy =>
            policy.AddAuthenticationSchemes(AdminAccess.SchemeName).RequireAuthenticatedUser()
        );
        guarded.MapOrleansDashboard("/dashboard");
    }
}
