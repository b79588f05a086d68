using Microsoft.Extensions.Logging.Abstractions;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Rendering.Checkpoints;
using OmniAvatar.Grains.Rendering.Telemetry;
using OmniAvatar.Grains.Rendering.Tests.Journals;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;
using OmniAvatar.Storage;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Rendering.Tests.Checkpoints;

public sealed class CheckpointKeeperTests : IDisposable
{
    private static readonly WorkGrant Grant = new(
        new WorkId(new JobId("acme", "podcast"), 0, 3),
        2,
        "slot",
        TimeSpan.FromSeconds(30)
    );

    private readonly TemporaryFolder _folder = new();
    private readonly DirectoryArtifactStore _store;
    private readonly NotedJournal _journal = new();
    private readonly AttemptRecord _record;
    private readonly CheckpointKeeper _keeper;

    public CheckpointKeeperTests()
    {
        _store = new DirectoryArtifactStore(_folder.Below("store"));
        _record = new AttemptRecord(Grant, _journal, WorkClock.System, NullLogger.Instance);
        var local = Directory.CreateDirectory(_folder.Below("local")).FullName;
        _keeper = new CheckpointKeeper(_store, Grant, new NumericClass("device=test"), local, _record);
    }

    [Fact]
    public async Task Keep_SeveralWhileOneIsOnItsWay_OnlyTheNewestFollowsAndOnlyItRemains()
    {
        using var first = new GatedCheckpoint(1) { IsHeld = true };
        GatedCheckpoint second = new(2),
            third = new(3);
        _keeper.Keep(first);
        await first.Begun.Task.WaitAsync(TimeSpan.FromMinutes(1));
        _keeper.IsBusy.ShouldBeTrue();
        _keeper.Keep(second);
        _keeper.Keep(third);
        second.IsDisposed.ShouldBeTrue();
        first.Gate.Set();
        await _keeper.SettleAsync();

        _keeper.IsBusy.ShouldBeFalse();
        third.IsDisposed.ShouldBeTrue();
        _journal.Segments.Select(entry => entry.Step).ShouldBe([1, 3]);
        (await NamesAsync())
            .ShouldHaveSingleItem()
            .ShouldBe(new CheckpointName(2, 3, new NumericClass("device=test").Hash));
    }

    [Fact]
    public async Task Stop_WhileOneIsOnItsWay_NothingIsStoredAnyMore()
    {
        using var first = new GatedCheckpoint(1) { IsHeld = true };
        _keeper.Keep(first);
        await first.Begun.Task.WaitAsync(TimeSpan.FromMinutes(1));

        var stopping = _keeper.StopAsync();
        first.Gate.Set();
        await stopping;

        (await NamesAsync()).ShouldBeEmpty();
        _journal.Segments.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keep_OneCannotBeWritten_TheNextIs()
    {
        _keeper.Keep(new GatedCheckpoint(1) { Fails = true });
        await _keeper.SettleAsync();
        _keeper.Keep(new GatedCheckpoint(2));
        await _keeper.SettleAsync();

        (await NamesAsync()).ShouldHaveSingleItem().Step.ShouldBe(2);
    }

    [Theory]
    [InlineData("a7/checkpoints/0012-3f9c01d2a4b6", 7)]
    [InlineData("a1000001/checkpoints/0012-3f9c01d2a4b6", 1000001)]
    [InlineData("a7/checkpoints/12-3f9c01d2a4b6", null)]
    [InlineData("a7/checkpoints/0012-3f9c01d2a4b6.tmp", null)]
    [InlineData("a99999999999/checkpoints/0012-3f9c01d2a4b6", null)]
    [InlineData("a7/fragment.mp4", null)]
    [InlineData("result.json", null)]
    public void Parse_NamesOfAFolder_FindsCheckpointsAndNothingElse(string name, int? attempt)
    {
        var parsed = CheckpointName.Parse(Grant.Work, JobArtifacts.Folder(Grant.Work).Append(name));
        parsed?.Attempt.ShouldBe(attempt!.Value);
        (parsed is null).ShouldBe(attempt is null);
        if (parsed is { } checkpoint)
            checkpoint.Of(Grant.Work).Value.ShouldEndWith(name);
        CheckpointName
            .Parse(Grant.Work with { Segment = 4 }, JobArtifacts.Folder(Grant.Work).Append(name))
            .ShouldBeNull();
    }

    public void Dispose()
    {
        _keeper.Dispose();
        _record.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    private async Task<IReadOnlyList<CheckpointName>> NamesAsync()
    {
        var names = new List<CheckpointName>();
        await foreach (var name in _store.ListAsync(JobArtifacts.Folder(Grant.Work), default))
            names.Add(CheckpointName.Parse(Grant.Work, name)!.Value);
        return names;
    }

    private sealed class GatedCheckpoint(int step) : IRenderCheckpoint
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Gate { get; } = new();

        public bool IsHeld { get; init; }

        public bool Fails { get; init; }

        public bool IsDisposed { get; private set; }

        public int Step => step;

        public void WriteTo(string path)
        {
            Begun.TrySetResult();
            if (IsHeld)
                Gate.Wait();
            if (Fails)
                throw new RenderFailedException("The disk is full.");
            File.WriteAllText(path, $"step {step}");
        }

        public void Dispose() => IsDisposed = true;
    }
}
