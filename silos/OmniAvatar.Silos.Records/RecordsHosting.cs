using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Grains.Control.Records;
using OmniAvatar.Models;
using OmniAvatar.Silos.Database;
using OmniAvatar.Silos.Models;

namespace OmniAvatar.Silos.Records;

/// <summary>What the control grains and the HTTP door keep, durable.</summary>
public static class RecordsHosting
{
    /// <summary>Index, ledger, tenants, named requests and model cards in the registered data source.</summary>
    public static IServiceCollection AddRecords(this IServiceCollection services) => services
        .AddSingleton<RecordStore>()
        .AddSingleton<IJobIndex, RecordedJobIndex>()
        .AddSingleton<ILedger, RecordedLedger>()
        .AddSingleton<ITenantDirectory, RecordedTenantDirectory>()
        .AddSingleton<IIdempotencyKeys, RecordedIdempotencyKeys>()
        .AddSingleton<IModelCatalog, RecordedModelCatalog>();
}
