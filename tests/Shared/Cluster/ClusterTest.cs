using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Storage;

namespace OmniAvatar.Tests.Cluster;

/// <summary>A store, and clusters over it.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    private protected TemporaryFolder Folder { get; } = new();

    private protected DirectoryArtifactStore Store { get; private set; } = null!;

    private protected ScriptedRenderer Renderer { get; } = new();

    public Task InitializeAsync()
    {
        Store = new DirectoryArtifactStore(Folder.Below("store"));
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        Store.Dispose();
        Folder.Dispose();
        return Task.CompletedTask;
    }

    private protected Task<SmallCluster> StartAsync(params ScriptedRenderer[] slots) =>
        SmallCluster.StartAsync(Store, Folder, slots);

    private protected Task<JobId> CreateJobAsync(params int[] shots) => TestJobs.CreateAsync(Store, Folder, shots);

    private protected static async Task<JobStatus> RunToEndAsync(SmallCluster cluster, JobId job, JobState end)
    {
        var probe = await JobProbe.AttachAsync(cluster.Grains, job);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        return await probe.EndAsync(end);
    }

    private protected async Task<string> VideoAsync(JobId job)
    {
        var output = await ManifestCommit.FindAsync(Store, JobArtifacts.OutputResult(job), default);
        return await Store.TextAsync(output.ShouldNotBeNull(), PartRoles.Video);
    }
}
