using Microsoft.Extensions.Logging;
using OmniAvatar.Silos.Hosting.Configuration;

namespace OmniAvatar.Silos.Hosting.Servers;

/// <summary>Log lines on standard output.</summary>
public static class ServerLogs
{
    /// <summary>Our own words from Information up, those of libraries from Warning up; scopes say tenant, job, segment
    /// and attempt.</summary>
    public static ILoggingBuilder AddServerLogs(this ILoggingBuilder logging, LogFormat format)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("OmniAvatar", LogLevel.Information);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        // The answer to a readiness probe says this already; the log need not repeat it every few seconds.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // Advice on garbage collection, and a watchdog that counts the machine's uptime as its first delay.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        return format == LogFormat.Json
            ? logging.AddJsonConsole(json =>
                (json.IncludeScopes, json.UseUtcTimestamp, json.TimestampFormat) = (true, true, "O")
            )
            : logging.AddSimpleConsole(text =>
                (text.IncludeScopes, text.UseUtcTimestamp, text.SingleLine, text.TimestampFormat) = (
                    true,
                    true,
                    true,
                    "HH:mm:ss.fff "
                )
            );
    }
}
