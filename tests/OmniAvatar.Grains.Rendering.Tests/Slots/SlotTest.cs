using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Rendering.Journals;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Rendering.Tests.Journals;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Rendering.Tests.Slots;

/// <summary>Clusters whose slots take steps, keep checkpoints and a journal.</summary>
public abstract class SlotTest : ClusterTest
{
    /// <summary>Before this step (from 0) the first attempt at a segment is held.</summary>
    protected const int Held = 7;

    private protected static readonly RenderSlotOptions Defaults = new();

    private protected NotedJournal Journal { get; } = new();

    private protected Task<SmallCluster> StartAsync(
        IReadOnlyList<IWorkRenderer> slots,
        Action<ISiloBuilder>? silo = null
    ) =>
        SmallCluster.StartAsync(
            Store,
            Folder,
            slots,
            new SmallClusterOptions(
                Slot: slot => slot.StepPatience = Defaults.StepPatience,
                Silo: builder =>
                {
                    builder.Services.AddSingleton<IWorkJournal>(Journal);
                    silo?.Invoke(builder);
                }
            )
        );

    /// <summary>What lies of a segment's checkpoints.</summary>
    private protected async Task<IReadOnlyList<CheckpointName>> CheckpointsAsync(WorkId work)
    {
        var found = new List<CheckpointName>();
        await foreach (var name in Store.ListAsync(JobArtifacts.Folder(work), default))
            if (CheckpointName.Parse(work, name) is { } checkpoint)
                found.Add(checkpoint);
        return found;
    }

    private protected async Task<byte[]> PartAsync(WorkId work, string role)
    {
        var manifest = (await Store.ResultAsync(work)).ShouldNotBeNull();
        return await File.ReadAllBytesAsync(
            await Store.FetchAsync(ArtifactName.Parse(manifest.Part(role).Name), default)
        );
    }
}
