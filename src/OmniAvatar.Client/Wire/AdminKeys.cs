namespace OmniAvatar.Client.Wire;

/// <summary>Keys without the keys themselves.</summary>
/// <param name="Data">By tenant and then by age.</param>
public sealed record AdminKeys(IReadOnlyList<AdminKey> Data)
{
    /// <summary>Always <c>list</c>.</summary>
    public string Object { get; init; } = "list";
}

/// <summary>A tenant's key.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Name">Unique among the tenant's keys.</param>
/// <param name="CreatedAt">In seconds since 1970.</param>
/// <param name="UsedAt">When a request last came with it, to the minute, in seconds since 1970; null if none
/// did.</param>
public sealed record AdminKey(string Tenant, string Name, long CreatedAt, long? UsedAt);

/// <summary>Asks for a key.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Name">1 to 64 letters, digits, '.', '-', '_' or '@', unique among the tenant's keys.</param>
public sealed record AdminKeyRequest(string Tenant, string Name);

/// <summary>A key that was just made. It cannot be read again.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Name">Its name.</param>
/// <param name="Key">The key.</param>
public sealed record AdminNewKey(string Tenant, string Name, string Key);

/// <summary>A key that is revoked.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Name">Its name.</param>
public sealed record AdminKeyRevoked(string Tenant, string Name)
{
    /// <summary>Always true.</summary>
    public bool Revoked { get; init; } = true;
}

/// <summary>What became of a slot.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Draining">Whether it takes no more work.</param>
public sealed record AdminDrain(string Name, bool Draining);
