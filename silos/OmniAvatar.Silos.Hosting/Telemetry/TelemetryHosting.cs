using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace OmniAvatar.Silos.Hosting.Telemetry;

/// <summary>Metrics for Prometheus, and metrics and traces for an OpenTelemetry collector where one is named.</summary>
public static class TelemetryHosting
{
    /// <summary>OpenTelemetry's own variable for the collector; without it nothing is sent.</summary>
    private const string CollectorVariable = $"{VariablePrefix}EXPORTER_OTLP_ENDPOINT";

    private const string VariablePrefix = "OTEL_";

    /// <summary>Collects what our code, Orleans, the database client and the runtime measure.</summary>
    public static void AddServerTelemetry(this IHostApplicationBuilder builder, string role)
    {
        // OpenTelemetry reads its variables from the host's configuration, which has no other variables of the
        // environment.
        builder.Configuration.AddInMemoryCollection(Variables());
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(
                    $"omniavatar-{role}",
                    serviceVersion: typeof(TelemetryHosting).Assembly.GetName().Version?.ToString(3)
                )
            )
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(
                        "OmniAvatar*",
                        "Microsoft.Orleans",
                        "Npgsql",
                        "System.Runtime",
                        "Microsoft.AspNetCore.Hosting"
                    )
                    .AddPrometheusExporter()
            )
            .WithTracing(traces => traces.AddSource("OmniAvatar*"));
        if (builder.Configuration[CollectorVariable] is { Length: > 0 })
            telemetry.UseOtlpExporter();
    }

    private static IEnumerable<KeyValuePair<string, string?>> Variables() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value))
            .Where(variable => variable.Key.StartsWith(VariablePrefix, StringComparison.Ordinal));
}
