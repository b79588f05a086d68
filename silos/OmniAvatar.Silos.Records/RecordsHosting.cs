using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Silos.Records.InMemory;

namespace OmniAvatar.Silos.Records;

/// <summary>Registers what is recorded of jobs and tenants.</summary>
public static class RecordsHosting
{
    /// <summary>Index, ledger, tenants, named requests and model cards in the registered data source.</summary>
    public static IServiceCollection AddRecords(this IServiceCollection services) =>
        services
            .AddSingleton<RecordStore>()
            .AddSingleton<IJobIndex, RecordedJobIndex>()
            .AddSingleton<ILedger, RecordedLedger>()
            .AddSingleton<ITenantDirectory, RecordedTenantDirectory>()
            .AddSingleton<IIdempotencyKeys, RecordedIdempotencyKeys>()
            .AddSingleton<IModelCatalog, RecordedModelCatalog>();

    /// <summary>The same in memory, for a process whose records need not outlive it; every tenant has the default
    /// terms.</summary>
    public static IServiceCollection AddInMemoryRecords(this IServiceCollection services)
    {
        services.TryAddSingleton<IJobIndex, InMemoryJobIndex>();
        services.TryAddSingleton<ILedger, InMemoryLedger>();
        services.TryAddSingleton<ITenantDirectory, OpenTenantDirectory>();
        services.TryAddSingleton<IIdempotencyKeys, InMemoryIdempotencyKeys>();
        services.TryAddSingleton<IModelCatalog, InMemoryModelCatalog>();
        return services;
    }
}
