namespace OmniAvatar.Client.Wire;

/// <summary>The pool of slots for an operator.</summary>
/// <param name="Slots">By name.</param>
/// <param name="ReadySegments">Segments and conditionings that could begin now.</param>
/// <param name="BacklogGpuSeconds">Estimated GPU-seconds of all open videos' remaining work.</param>
/// <param name="Departures">The last slots that left because something was wrong with them, newest last.</param>
public sealed record AdminPool(
    IReadOnlyList<AdminSlot> Slots,
    int ReadySegments,
    double BacklogGpuSeconds,
    IReadOnlyList<AdminDeparture> Departures
)
{
    /// <summary>Always <c>admin.pool</c>.</summary>
    public string Object { get; init; } = "admin.pool";
}

/// <summary>One slot.</summary>
/// <param name="Name">New with every start of its process.</param>
/// <param name="Model">The model in its memory; null for none.</param>
/// <param name="Models">The models that it can load.</param>
/// <param name="NumericClass">What its numbers depend on.</param>
/// <param name="MemoryBytes">Memory of its device; null where unknown.</param>
/// <param name="TokenStepsPerSecond">Its measured speed with the model in its memory; null where nothing was
/// measured.</param>
/// <param name="Draining">Whether it takes no more work.</param>
/// <param name="Work">What it renders; null if it is idle.</param>
public sealed record AdminSlot(
    string Name,
    string? Model,
    IReadOnlyList<string> Models,
    string NumericClass,
    long? MemoryBytes,
    double? TokenStepsPerSecond,
    bool Draining,
    AdminSlotWork? Work
);

/// <summary>What a slot renders.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Video">Id of the video.</param>
/// <param name="Shot">Number of the shot, from 0; null for the conditioning before all shots.</param>
/// <param name="Segment">Number of the segment in the shot, from 0; null for the conditioning.</param>
/// <param name="Attempt">Number of the attempt.</param>
/// <param name="Phase">What it does, such as <c>denoise</c>; null before its first report.</param>
/// <param name="Step">The step of that phase.</param>
/// <param name="Since">When it began, in seconds since 1970.</param>
public sealed record AdminSlotWork(
    string Tenant,
    string Video,
    int? Shot,
    int? Segment,
    int Attempt,
    string? Phase,
    int Step,
    long Since
);

/// <summary>A slot that left because something was wrong with it.</summary>
/// <param name="Slot">Its name.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="At">When, in seconds since 1970.</param>
public sealed record AdminDeparture(string Slot, string Reason, long At);
