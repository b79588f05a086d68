using Microsoft.Extensions.Options;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Silos.Http.Admin;

/// <summary>Shows all tenants: what they may, what they have, and what the pool does for them.</summary>
internal sealed class TenantsView(
    IGrainFactory grains,
    ITenantDirectory directory,
    IJobIndex index,
    IOptions<VideoApiOptions> options
)
{
    private const int AskedAtOnce = 8;

    public async Task<AdminTenants> ShowAsync(CancellationToken cancellation)
    {
        var terms = await directory.ListAsync(cancellation);
        var pool = await grains.Pool().OverviewAsync().WaitAsync(cancellation);
        var working = pool.Tenants.ToDictionary(tenant => tenant.Tenant);
        string[] names =
        [
            .. terms
                .Keys.Concat(working.Keys)
                .Concat(options.Value.AnonymousTenant is { } only ? [only] : [])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        var shown = new List<AdminTenant>();
        foreach (var some in names.Chunk(AskedAtOnce))
            shown.AddRange(
                await Task.WhenAll(
                    some.Select(async name =>
                        Show(
                            name,
                            terms.GetValueOrDefault(name) ?? new TenantTerms(),
                            working.GetValueOrDefault(name),
                            await index.LoadAsync(name, cancellation)
                        )
                    )
                )
            );
        return new AdminTenants(shown);
    }

    private static AdminTenant Show(string name, TenantTerms terms, TenantOverview? work, TenantLoad load) =>
        new(
            name,
            terms.Weight,
            work?.ReadyWork ?? 0,
            work?.BacklogGpuSeconds ?? 0,
            work?.Slots ?? 0,
            terms.ConcurrentSlots,
            work?.ShareUsed ?? 0,
            work?.ShareDue ?? 0,
            load.OpenGpuSeconds,
            terms.QueuedGpuSeconds,
            load.Bytes,
            terms.StoredBytes
        );
}
