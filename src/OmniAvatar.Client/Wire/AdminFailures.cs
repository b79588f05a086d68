namespace OmniAvatar.Client.Wire;

/// <summary>Videos that failed lately, and how many for which kind of reason.</summary>
/// <param name="Data">Newest first.</param>
/// <param name="ByKind">Of these, how many by <see cref="VideoError.Kind"/>.</param>
public sealed record AdminFailures(IReadOnlyList<AdminFailure> Data, IReadOnlyDictionary<string, int> ByKind)
{
    /// <summary>Always <c>list</c>.</summary>
    public string Object { get; init; } = "list";
}

/// <summary>A video that failed.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Video">Its id.</param>
/// <param name="Model">The model's name.</param>
/// <param name="FailedAt">In seconds since 1970; null if that is not recorded.</param>
/// <param name="Error">What its tenant is told, with the id under which the log says more; null while its state cannot
/// be read.</param>
public sealed record AdminFailure(string Tenant, string Video, string Model, long? FailedAt, VideoError? Error);
