using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;
using OmniAvatar.Testing;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Assembly;

public sealed class JobProvenanceTests : ClusterTest
{
    [Fact]
    public async Task Job_Assembled_TellsModelJobAndTheDocumentsHash()
    {
        var job = await CreateJobAsync(2);
        var summary = JobSummary.Of("a-model", TestJobs.Request(), TestJobs.Plan([2]));

        var told = await AssembleAsync(job, TestJobs.Terms with { Summary = summary });

        var document = await Store.ReadAsync(JobArtifacts.Request(job), default);
        var hash = Convert.ToHexStringLower(SHA256.HashData(document.ShouldNotBeNull()));
        told.ShouldBe(new VideoProvenance(job.Job, "a-model", "model", hash));
    }

    [Fact]
    public async Task Job_AssembledWithoutASummary_OnlyLacksTheModelsName()
    {
        var told = await AssembleAsync(await CreateJobAsync(1), TestJobs.Terms);

        told.ModelName.ShouldBeNull();
        told.ModelIdentity.ShouldBe("model");
        told.RequestSha256.Length.ShouldBe(64);
    }

    private async Task<VideoProvenance> AssembleAsync(JobId job, JobTerms terms)
    {
        var assembler = new NotingAssembler();
        await using var cluster = await SmallCluster.StartAsync(
            Store,
            Folder,
            [Renderer],
            new SmallClusterOptions(Silo: silo => silo.Services.AddSingleton<IVideoAssembler>(assembler))
        );
        var probe = await JobProbe.AttachAsync(cluster.Grains, job);
        await cluster.Grains.Job(job).StartAsync(terms);
        await probe.EndAsync(JobState.Completed);
        return assembler.Told.ShouldNotBeNull();
    }

    private sealed class NotingAssembler : PlainAssembler
    {
        public VideoProvenance? Told { get; private set; }

        public override Task AssembleAsync(AssemblyTask task, CancellationToken cancellation)
        {
            Told = task.Provenance;
            return File.WriteAllTextAsync(task.OutputPath, "a video", cancellation);
        }
    }
}
