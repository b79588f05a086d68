using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Hosting;
using OmniAvatar.Grains.Rendering.Hosting;
using OmniAvatar.Grains.Tests.Cluster;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Embedded;

namespace OmniAvatar.Grains.Tests.Embedded;

public sealed class EmbeddedClusterTests : ClusterTest
{
    [Fact]
    public async Task Run_TwoClustersAtOnceThenAgainWithoutState_RendersEachJobOnce()
    {
        var jobs = new[] { await CreateJobAsync(2), await CreateJobAsync(2) };
        await Task.WhenAll(jobs.Select(job => RunAsync(job)));
        foreach (var job in jobs) (await VideoAsync(job)).ShouldBe("[0.0][0.1]♪");
        Renderer.Rendered.Count.ShouldBe(6);

        await RunAsync(jobs[0]);
        foreach (var file in Directory.GetFiles(Folder.Path, $"{jobs[1].Job}.db*")) File.Delete(file);
        await JobArtifacts.DropIntermediatesAsync(Store, jobs[1], default);
        await RunAsync(jobs[1]);

        Renderer.Rendered.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Run_FailedJobAgain_ContinuesFromTheStateFile()
    {
        var job = await CreateJobAsync(2);
        Renderer.Before = (task, _, _) =>
        {
            if (task.Work.Segment == 1) throw new BadInputException("The sound is damaged.");
        };
        (await Should.ThrowAsync<BadInputException>(() => RunAsync(job))).Message.ShouldBe("The sound is damaged.");

        Renderer.Before = (_, _, _) => { };
        var result = await RunAsync(job);
        result.Part(PartRoles.Video).Bytes.ShouldBeGreaterThan(0);
        (await Store.ResultAsync(job.Segment(0, 1))).ShouldNotBeNull().Attempt.ShouldBe(2);
        Renderer.Rendered.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Start_StateFileIsNoDatabase_SaysSo()
    {
        var job = new JobId("local", "broken");
        await File.WriteAllTextAsync(StateFile(job), new string('x', 4096));
        (await Should.ThrowAsync<RenderFailedException>(() => RunAsync(job))).Message.ShouldContain("cannot be used");
    }

    private async Task<ResultManifest> RunAsync(JobId job)
    {
        var scratch = new ScratchFolder(Folder.Below($"scratch-{job.Job}"));
        var options = new EmbeddedClusterOptions
        {
            StateFile = StateFile(job),
            Store = Store,
            Grains = silo => silo
                .AddJobControl(new SentenceAssembler(), scratch, pool => pool.Adoption = TimeSpan.Zero)
                .AddRenderSlot(Renderer, scratch),
        };
        await using var cluster = await EmbeddedCluster.StartAsync(options, default);
        return await cluster.RunAsync(job, null, default);
    }

    private string StateFile(JobId job) => Folder.Below($"{job.Job}.db");
}
