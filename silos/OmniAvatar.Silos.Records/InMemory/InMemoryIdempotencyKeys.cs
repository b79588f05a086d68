using System.Collections.Concurrent;
using OmniAvatar.Grains.Records;

namespace OmniAvatar.Silos.Records.InMemory;

/// <summary>The named requests of a cluster that lives and dies with this process.</summary>
public sealed class InMemoryIdempotencyKeys : IIdempotencyKeys
{
    private readonly ConcurrentDictionary<(string Tenant, string Key), IdempotentRequest> _requests = new();

    /// <inheritdoc/>
    public Task<IdempotentRequest?> FindAsync(string tenant, string key, CancellationToken cancellation = default) =>
        AtOnce.RunAsync(() => _requests.GetValueOrDefault((tenant, key)), cancellation);

    /// <inheritdoc/>
    public Task<IdempotentRequest> ClaimAsync(IdempotentRequest request, CancellationToken cancellation = default) =>
        AtOnce.RunAsync(() => _requests.GetOrAdd((request.Job.Tenant, request.Key), request), cancellation);

    /// <inheritdoc/>
    public Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation = default) =>
        AtOnce.RunAsync(
            () =>
            {
                foreach (var request in _requests.Where(r => r.Value.Created < before))
                    _requests.TryRemove(request);
            },
            cancellation
        );
}
