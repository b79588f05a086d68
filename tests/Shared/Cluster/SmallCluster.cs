using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Control.Hosting;
using OmniAvatar.Grains.Control.Jobs;
using OmniAvatar.Grains.Control.Pool;
using OmniAvatar.Grains.Rendering.Hosting;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Rendering;
using OmniAvatar.Silos.Records;
using Orleans.Providers;
using Orleans.Storage;
using Orleans.TestingHost;

namespace OmniAvatar.Tests.Cluster;

/// <summary>One silo with state in memory, a directory store, scripted slots, and a clock that only moves when told
/// to.</summary>
internal sealed class SmallCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly TimeProvider _time;

    private SmallCluster(InProcessTestCluster cluster, TimeProvider time, CallTimes calls)
    {
        _cluster = cluster;
        _time = time;
        Calls = calls;
    }

    /// <summary>The clock, unless the test has brought one of its own.</summary>
    public NotedTime Time => (NotedTime)_time;

    public CallTimes Calls { get; }

    public IGrainFactory Grains => _cluster.Client;

    /// <summary>What the silo is made of.</summary>
    public IServiceProvider Services => _cluster.Silos[0].ServiceProvider;

    public static async Task<SmallCluster> StartAsync(
        IArtifactStore store,
        TemporaryFolder folder,
        IReadOnlyList<IWorkRenderer> slots,
        SmallClusterOptions? options = null
    )
    {
        var time = options?.Time ?? new NotedTime();
        var clock = new WorkClock(time);
        var calls = new CallTimes(clock);
        var scratch = new ScratchFolder(folder.Below("scratch"));
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.Services.AddSingleton(store);
                silo.Services.AddSingleton(clock);
                silo.Services.AddSingleton<IGrainStorage>(services => new AwayStorage(
                    options?.State
                        ?? services.GetRequiredKeyedService<IGrainStorage>(
                            ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME
                        ),
                    options?.Storage ?? new Outage()
                ));
                silo.AddMemoryGrainStorageAsDefault();
                silo.AddIncomingGrainCallFilter(calls);
                silo.AddIncomingGrainCallFilter(new LostReplies(options?.Replies ?? new Outage()));
                silo.Services.AddInMemoryRecords();
                silo.AddJobControl(new SentenceAssembler(), scratch, options?.Pool);
                // Tests count waits by their lengths.
                silo.Services.Configure<GpuPoolOptions>(pool => pool.SpreadRetries = false);
                silo.Services.Configure<JobControlOptions>(job => job.SpreadRetries = false);
                silo.Services.Configure<RenderSlotOptions>(slot => slot.SpreadRetries = false);
                // Nobody moves the clock while a cluster stops, so nothing waits for a next step unless a test wants
                // it.
                foreach (var slot in slots)
                    silo.AddRenderSlot(slot, scratch, slot => slot.StepPatience = TimeSpan.Zero);
                if (options?.Slot is { } changes)
                    silo.Services.Configure(changes);
                options?.Silo?.Invoke(silo);
            }
        );
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new SmallCluster(cluster, time, calls);
    }

    public async ValueTask DisposeAsync()
    {
        // The client last: a status that a job still tells a client which is gone ends the whole process, by an
        // exception of Orleans' own thread.
        foreach (var silo in _cluster.Silos.ToArray())
            await _cluster.StopSiloAsync(silo);
        await _cluster.DisposeAsync();
    }
}

/// <summary>What differs from the defaults.</summary>
internal sealed record SmallClusterOptions(
    Action<GpuPoolOptions>? Pool = null,
    Action<RenderSlotOptions>? Slot = null,
    Outage? Storage = null,
    Outage? Replies = null,
    TimeProvider? Time = null,
    IGrainStorage? State = null,
    Action<ISiloBuilder>? Silo = null
);
