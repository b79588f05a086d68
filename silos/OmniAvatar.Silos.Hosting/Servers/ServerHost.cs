using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniAvatar.Silos.Hosting.Clustering;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Hosting.Health;
using OmniAvatar.Silos.Hosting.Telemetry;

namespace OmniAvatar.Silos.Hosting.Servers;

/// <summary>Composes the common parts of a gateway and a renderer.</summary>
public static class ServerHost
{
    /// <summary>A host with logs, telemetry, health and a silo of the cluster; the caller adds grains and
    /// endpoints.</summary>
    /// <param name="resources">Database and store.</param>
    /// <param name="cluster">How the process takes part in the cluster.</param>
    /// <param name="role">The process's role in traces and metrics: <c>gateway</c> or <c>renderer</c>.</param>
    /// <param name="grains">Adds the silo's grains.</param>
    public static WebApplicationBuilder CreateBuilder(
        ClusterResources resources,
        ClusterSettings cluster,
        string role,
        Action<ISiloBuilder> grains
    )
    {
        // An empty configuration: files in the current folder must not configure the process.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = $"omniavatar-{role}" }
        );
        builder.Logging.AddServerLogs(resources.Settings.Log);
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Listen(cluster.Network.Ops);
            });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = cluster.Drain);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(cluster);
        builder.Services.AddSingleton(resources.Store);
        builder.Services.AddSingleton(resources.Scratch);
        builder.Services.AddSingleton(resources.Database).AddSingleton<DbDataSource>(resources.Database);
        builder.Services.AddServerHealth();
        builder.AddServerTelemetry(role);
        builder.UseOrleans(silo => grains(silo.AddCluster(cluster, resources.Database)));
        return builder;
    }

    /// <summary>Runs a process until it is stopped.</summary>
    /// <param name="compose">Makes the host, which is disposed here.</param>
    /// <param name="ports">What it listens on, checked before by <c>ListeningPorts.Check</c>.</param>
    /// <param name="run">Starts the host and waits for its end; tells the exit code.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="RenderFailedException">Another program has taken a port since, or the database has gone
    /// away.</exception>
    public static async Task<int> RunAsync(
        Func<WebApplication> compose,
        IReadOnlyList<WantedPort> ports,
        Func<WebApplication, CancellationToken, Task<int>> run,
        CancellationToken cancellation
    )
    {
        try
        {
            await using var app = compose();
            return await run(app, cancellation);
        }
        catch (Exception e) when (ListeningPorts.WasTaken(e))
        {
            ListeningPorts.Check(ports);
            throw new RenderFailedException(
                "Another program took a port of this process while it started; start it again.",
                e
            );
        }
        catch (DbException e) when (e.IsTransient)
        {
            throw new OutageException(
                $"The database became unreachable while the process joined the cluster ({e.Message.TrimEnd('.')}); "
                    + "start it again.",
                e
            );
        }
    }
}
