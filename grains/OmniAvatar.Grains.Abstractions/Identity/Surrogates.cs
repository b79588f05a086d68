using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Identity;

/// <summary>How a <see cref="JobId"/> travels.</summary>
[GenerateSerializer, Alias("OmniAvatar.JobId")]
public struct JobIdSurrogate
{
    /// <summary>See <see cref="JobId.Tenant"/>.</summary>
    [Id(0)]
    public string Tenant;

    /// <summary>See <see cref="JobId.Job"/>.</summary>
    [Id(1)]
    public string Job;
}

/// <summary>How a <see cref="WorkId"/> travels.</summary>
[GenerateSerializer, Alias("OmniAvatar.WorkId")]
public struct WorkIdSurrogate
{
    /// <summary>See <see cref="WorkId.Job"/>.</summary>
    [Id(0)]
    public JobId Job;

    /// <summary>See <see cref="WorkId.Shot"/>.</summary>
    [Id(1)]
    public int Shot;

    /// <summary>See <see cref="WorkId.Segment"/>.</summary>
    [Id(2)]
    public int Segment;
}

/// <summary>Converts <see cref="JobId"/>, which knows no Orleans, for the wire.</summary>
[RegisterConverter]
public sealed class JobIdConverter : IConverter<JobId, JobIdSurrogate>
{
    /// <inheritdoc/>
    public JobId ConvertFromSurrogate(in JobIdSurrogate surrogate) => new(surrogate.Tenant, surrogate.Job);

    /// <inheritdoc/>
    public JobIdSurrogate ConvertToSurrogate(in JobId value) => new() { Tenant = value.Tenant, Job = value.Job };
}

/// <summary>Converts <see cref="WorkId"/>, which knows no Orleans, for the wire.</summary>
[RegisterConverter]
public sealed class WorkIdConverter : IConverter<WorkId, WorkIdSurrogate>
{
    /// <inheritdoc/>
    public WorkId ConvertFromSurrogate(in WorkIdSurrogate surrogate) =>
        new(surrogate.Job, surrogate.Shot, surrogate.Segment);

    /// <inheritdoc/>
    public WorkIdSurrogate ConvertToSurrogate(in WorkId value) =>
        new()
        {
            Job = value.Job,
            Shot = value.Shot,
            Segment = value.Segment,
        };
}
