using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Control.Jobs;
using OmniAvatar.Grains.Control.Pool;
using OmniAvatar.Grains.Control.Sweeps;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Control.Hosting;

/// <summary>What a silo needs to host jobs, the pool and the assembly; beside it, it needs an artifact store and the
/// records.</summary>
public static class JobControlHosting
{
    /// <param name="silo">The silo that will host the control grains.</param>
    /// <param name="assembler">Joins finished segments.</param>
    /// <param name="scratch">Where the video is written before it is put into the store.</param>
    /// <param name="pool">Sets the pool's options.</param>
    public static ISiloBuilder AddJobControl(
        this ISiloBuilder silo,
        IVideoAssembler assembler,
        ScratchFolder scratch,
        Action<GpuPoolOptions>? pool = null
    )
    {
        silo.Services.AddOptions<JobControlOptions>().ValidateOnStart();
        silo.Services.AddOptions<GpuPoolOptions>().Configure(pool ?? (_ => { })).ValidateOnStart();
        silo.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<JobControlOptions>, JobControlOptionsValidator>()
        );
        silo.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<GpuPoolOptions>, GpuPoolOptionsValidator>()
        );
        silo.Services.AddSingleton(assembler);
        silo.Services.TryAddSingleton(scratch);
        silo.Services.AddBackgroundLoops();
        return silo;
    }

    /// <summary>Sweeps the artifact store at intervals. Use it only if the index knows all jobs of the store: files of
    /// unknown jobs are removed.</summary>
    public static ISiloBuilder AddArtifactSweeps(this ISiloBuilder silo, Action<SweepOptions>? options = null)
    {
        silo.Services.AddOptions<SweepOptions>().Configure(options ?? (_ => { })).ValidateOnStart();
        silo.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SweepOptions>, SweepOptionsValidator>()
        );
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SweepClock>();
        return silo;
    }
}
