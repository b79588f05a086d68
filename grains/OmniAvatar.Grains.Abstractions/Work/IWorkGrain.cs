namespace OmniAvatar.Grains.Work;

/// <summary>One attempt of one unit of work, on the silo of the slot that was granted it. Only that slot calls it;
/// status and cancel go through the job.</summary>
public interface IWorkGrain : IGrainWithStringKey
{
    /// <summary>Begins the attempt and returns at once; the outcome goes to the job.</summary>
    [Alias("Start")]
    Task<StartOutcome> StartAsync(WorkGrant grant);
}

/// <summary>One attempt of one segment, keyed <c>tenant/job/shot/index/attempt</c>.</summary>
[Alias("OmniAvatar.ISegmentGrain")]
public interface ISegmentGrain : IWorkGrain;

/// <summary>One attempt of a job's conditioning, keyed <c>tenant/job/attempt</c>.</summary>
[Alias("OmniAvatar.IConditioningGrain")]
public interface IConditioningGrain : IWorkGrain;
