namespace OmniAvatar.Chaos.Faults;

/// <summary>A kind of fault.</summary>
public enum FaultKind
{
    /// <summary>SIGKILL to a renderer that is working.</summary>
    KillRenderer,

    /// <summary>SIGTERM to a renderer that is working.</summary>
    DrainRenderer,

    /// <summary>SIGSTOP to a renderer that is working, SIGCONT once its work was granted to another.</summary>
    FreezeRenderer,

    /// <summary>No other member can reach a renderer that is working, until its work was granted to another.</summary>
    CutOffRenderer,

    /// <summary>SIGKILL to a gateway.</summary>
    KillGateway,

    /// <summary>PostgreSQL ends as if its machine had lost power, and comes back after a while.</summary>
    DatabaseAway,

    /// <summary>The blob store ends, with what it has acknowledged, and comes back after a while.</summary>
    StoreAway,

    /// <summary>SIGKILL to all gateways and renderers at once.</summary>
    KillCluster,
}
