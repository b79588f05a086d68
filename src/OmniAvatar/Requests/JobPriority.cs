namespace OmniAvatar.Requests;

/// <summary>How urgent a job is among its own tenant's jobs. It takes nothing from other tenants: their share is by
/// weight.</summary>
public enum JobPriority
{
    /// <summary>When nothing else waits.</summary>
    Batch,

    /// <summary>In the order of arrival.</summary>
    Normal,

    /// <summary>Someone watches: before the tenant's other work.</summary>
    Interactive,
}
