using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Silos.Records.InMemory;
using OmniAvatar.Silos.Records.Webhooks;

namespace OmniAvatar.Silos.Records;

/// <summary>Registers what is recorded of jobs and tenants.</summary>
public static class RecordsHosting
{
    /// <summary>Index, ledger, tenants, named requests, model cards and webhooks in the registered data
    /// source.</summary>
    public static IServiceCollection AddRecords(this IServiceCollection services) =>
        services
            .AddSingleton<RecordStore>()
            .AddSingleton<IJobIndex, RecordedJobIndex>()
            .AddSingleton<ILedger, RecordedLedger>()
            .AddSingleton<ITenantDirectory, RecordedTenantDirectory>()
            .AddSingleton<IIdempotencyKeys, RecordedIdempotencyKeys>()
            .AddSingleton<IModelCatalog, RecordedModelCatalog>()
            .AddSingleton<IWebhookOutbox, RecordedWebhookOutbox>()
            .AddSingleton<IWebhookSecrets, RecordedWebhookSecrets>();

    /// <summary>The same in memory, for a process whose records need not outlive it; every tenant has the default
    /// terms.</summary>
    public static IServiceCollection AddInMemoryRecords(this IServiceCollection services)
    {
        services.TryAddSingleton<IJobIndex, InMemoryJobIndex>();
        services.TryAddSingleton<ILedger, InMemoryLedger>();
        services.TryAddSingleton<ITenantDirectory, OpenTenantDirectory>();
        services.TryAddSingleton<IIdempotencyKeys, InMemoryIdempotencyKeys>();
        services.TryAddSingleton<IModelCatalog, InMemoryModelCatalog>();
        services.TryAddSingleton<IWebhookOutbox, InMemoryWebhookOutbox>();
        services.TryAddSingleton<IWebhookSecrets, InMemoryWebhookSecrets>();
        return services;
    }
}
