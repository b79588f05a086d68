using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Identity;

/// <summary>How a <see cref="JobId"/> travels.</summary>
[GenerateSerializer, Alias("OmniAvatar.JobId")]
public struct JobIdSurrogate
{
    [Id(0)]
    public string Tenant;

    [Id(1)]
    public string Job;
}

/// <summary>How a <see cref="WorkId"/> travels.</summary>
[GenerateSerializer, Alias("OmniAvatar.WorkId")]
public struct WorkIdSurrogate
{
    [Id(0)]
    public JobId Job;

    [Id(1)]
    public int Shot;

    [Id(2)]
    public int Segment;
}

[RegisterConverter]
public sealed class JobIdConverter : IConverter<JobId, JobIdSurrogate>
{
    public JobId ConvertFromSurrogate(in JobIdSurrogate surrogate) => new(surrogate.Tenant, surrogate.Job);

    public JobIdSurrogate ConvertToSurrogate(in JobId value) => new() { Tenant = value.Tenant, Job = value.Job };
}

[RegisterConverter]
public sealed class WorkIdConverter : IConverter<WorkId, WorkIdSurrogate>
{
    public WorkId ConvertFromSurrogate(in WorkIdSurrogate surrogate) =>
        new(surrogate.Job, surrogate.Shot, surrogate.Segment);

    public WorkIdSurrogate ConvertToSurrogate(in WorkId value) =>
        new()
        {
            Job = value.Job,
            Shot = value.Shot,
            Segment = value.Segment,
        };
}
