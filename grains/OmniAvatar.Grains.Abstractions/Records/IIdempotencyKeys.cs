using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Records;

/// <summary>A request that may be sent twice.</summary>
/// <param name="Job">The job that it makes; its tenant is the key's.</param>
/// <param name="Key">The client's name of the request: 1 to 255 characters.</param>
/// <param name="ContentSha256">Lower-case hexadecimal SHA-256 of what it asks for, its files included.</param>
/// <param name="Created">When it was first received.</param>
public sealed record IdempotentRequest(JobId Job, string Key, string ContentSha256, DateTimeOffset Created);

/// <summary>
/// Which requests clients have named, one row by tenant and key. A relational implementation has the primary key
/// (tenant, key) and claims by an insert that does nothing on conflict, then reads the row.
/// </summary>
public interface IIdempotencyKeys
{
    /// <summary>The request that has a tenant's key, or null. Keys are compared as they are, case included.</summary>
    Task<IdempotentRequest?> FindAsync(string tenant, string key, CancellationToken cancellation = default);

    /// <summary>Gives the key to this request unless another has it, and returns the one that has it now. Durable on
    /// return.</summary>
    Task<IdempotentRequest> ClaimAsync(IdempotentRequest request, CancellationToken cancellation = default);

    /// <summary>Removes keys of requests that were received before a moment.</summary>
    Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation = default);
}
