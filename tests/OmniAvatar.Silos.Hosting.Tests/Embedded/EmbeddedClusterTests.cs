using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Control.Hosting;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Rendering.Hosting;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Hosting.Embedded;
using OmniAvatar.Silos.Records;
using OmniAvatar.Tests.Cluster;
using Orleans.Storage;

namespace OmniAvatar.Silos.Hosting.Tests.Embedded;

public sealed class EmbeddedClusterTests : ClusterTest
{
    [Fact]
    public async Task Run_TwoClustersAtOnceThenAgainWithoutState_RendersEachJobOnce()
    {
        var jobs = new[] { await CreateJobAsync(2), await CreateJobAsync(2) };
        await Task.WhenAll(jobs.Select(job => RunAsync(job)));
        foreach (var job in jobs)
            (await VideoAsync(job)).ShouldBe("[0.0][0.1]♪");
        Renderer.Rendered.Count.ShouldBe(6);

        await RunAsync(jobs[0]);
        foreach (var file in Directory.GetFiles(Folder.Path, $"{jobs[1].Job}.db*"))
            File.Delete(file);
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
            if (task.Work.Segment == 1)
                throw new BadInputException("The sound is damaged.");
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

    [Fact]
    public async Task Start_PortIsTakenBeforeTheSiloHasIt_TakesAnother()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var ports = new Queue<int>([((IPEndPoint)taken.LocalEndpoint).Port]);
        var job = await CreateJobAsync(1);

        await using var cluster = await EmbeddedCluster.StartAsync(
            Options(job) with
            {
                Port = () => ports.TryDequeue(out var port) ? port : Options(job).Port(),
            },
            default
        );
        await cluster.RunAsync(job, TestJobs.Terms, null, default);

        ports.ShouldBeEmpty();
        (await VideoAsync(job)).ShouldBe("[0.0]♪");
    }

    [Fact]
    public async Task WriteState_OverAVersionThatIsNoLongerThere_IsRefusedAndChangesNothing()
    {
        using var host = Host.CreateEmptyApplicationBuilder(null)
            .AddEmbeddedSilo(Options(new JobId("local", "state")))
            .Build();
        await host.StartAsync();
        var storage = host.Services.GetRequiredService<IGrainStorage>();
        var (grain, mine, theirs) = (
            GrainId.Create("job", "local/state"),
            new GrainState<ChainRow>(),
            new GrainState<ChainRow>()
        );
        foreach (var state in new[] { mine, theirs })
            await storage.ReadStateAsync("chain0", grain, state);

        (mine.State, theirs.State) = (new ChainRow { Next = 1 }, new ChainRow { Next = 2 });
        await storage.WriteStateAsync("chain0", grain, mine);
        await Should.ThrowAsync<InconsistentStateException>(() => storage.WriteStateAsync("chain0", grain, theirs));
        mine.State = new ChainRow { Next = 3 };
        await storage.WriteStateAsync("chain0", grain, mine);
        await storage.ReadStateAsync("chain0", grain, theirs);

        theirs.State.ShouldNotBeNull().Next.ShouldBe(3);
        await host.StopAsync();
    }

    private async Task<ResultManifest> RunAsync(JobId job)
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Options(job), default);
        return await cluster.RunAsync(job, TestJobs.Terms, null, default);
    }

    private EmbeddedClusterOptions Options(JobId job)
    {
        var scratch = new ScratchFolder(Folder.Below($"scratch-{job.Job}"));
        return new EmbeddedClusterOptions
        {
            StateFile = StateFile(job),
            Store = Store,
            Grains = silo =>
            {
                silo.Services.AddInMemoryRecords();
                silo.AddJobControl(new SentenceAssembler(), scratch, pool => pool.Adoption = TimeSpan.Zero)
                    .AddRenderSlot(Renderer, scratch);
            },
        };
    }

    private string StateFile(JobId job) => Folder.Below($"{job.Job}.db");
}
