using System.Globalization;
using OmniAvatar.Grains.Assembly;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Identity;

/// <summary>From ids to grains: <c>tenant/job</c>, <c>tenant/job/shot/index/attempt</c>,
/// <c>tenant/job/attempt</c>.</summary>
public static class GrainKeys
{
    /// <summary>The default pool.</summary>
    public const string DefaultPool = "default";

    /// <summary>The grain that decides the order of a job's work.</summary>
    public static IJobGrain Job(this IGrainFactory grains, JobId job) => grains.GetGrain<IJobGrain>(job.ToString());

    /// <summary>The grain that joins a job's segments into its video.</summary>
    public static IAssemblyGrain Assembly(this IGrainFactory grains, JobId job) =>
        grains.GetGrain<IAssemblyGrain>(job.ToString());

    /// <summary>The default pool, from which every slot pulls.</summary>
    public static IGpuPoolGrain Pool(this IGrainFactory grains) => grains.GetGrain<IGpuPoolGrain>(DefaultPool);

    /// <summary>The grain of a tenant's limits and usage.</summary>
    public static ITenantGrain Tenant(this IGrainFactory grains, string tenant) =>
        grains.GetGrain<ITenantGrain>(tenant);

    /// <summary>The grain that does one attempt of one unit of work; every attempt is a grain of its own.</summary>
    public static IWorkGrain Attempt(this IGrainFactory grains, WorkId work, int attempt) =>
        work.IsConditioning
            ? grains.GetGrain<IConditioningGrain>(Key(work.Job.ToString(), attempt))
            : grains.GetGrain<ISegmentGrain>(Key(work.ToString(), attempt));

    private static string Key(string work, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{work}/{attempt}");
}
