using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Tests.Cluster;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Tests.Jobs.State;

public sealed class DurableRowTests
{
    [Fact]
    public Task Save_ChangesWhileAWriteIsUnderWay_AreCoveredByOneMoreWrite() =>
        Turns.RunAsync(async () =>
        {
            var storage = new GatedStorage();
            var row = new DurableRow<ChainRow>(storage, "chain", GrainId.Create("job", "local/job"));
            row.Value = row.Value with { Attempt = 1 };
            var saves = new List<Task> { row.SaveAsync() };
            await storage.Begun.WaitAsync();

            for (var attempt = 2; attempt <= 5; attempt++)
            {
                row.Value = row.Value with { Attempt = attempt };
                saves.Add(row.SaveAsync());
            }
            storage.Gate.Release(10);
            await Task.WhenAll(saves);

            storage.Written.ShouldBe([1, 5]);
        });

    private sealed class GatedStorage : IGrainStorage
    {
        public SemaphoreSlim Begun { get; } = new(0);

        public SemaphoreSlim Gate { get; } = new(0);

        public List<int> Written { get; } = [];

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Written.Add(((ChainRow)(object)grainState.State!).Attempt);
            Begun.Release();
            await Gate.WaitAsync();
        }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            Task.CompletedTask;

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            Task.CompletedTask;
    }
}
