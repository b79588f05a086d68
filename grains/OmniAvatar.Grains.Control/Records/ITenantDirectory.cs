using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Grains.Control.Records;

/// <summary>The tenants that there are, and their terms.</summary>
public interface ITenantDirectory
{
    /// <summary>A tenant's terms, or null if there is no such tenant.</summary>
    Task<TenantTerms?> FindAsync(string tenant);
}

/// <summary>The directory of a cluster without tenants: whoever asks has the released terms.</summary>
public sealed class OpenTenantDirectory : ITenantDirectory
{
    public Task<TenantTerms?> FindAsync(string tenant) => Task.FromResult<TenantTerms?>(new TenantTerms());
}
