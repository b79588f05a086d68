using OmniAvatar.Cli.Tests.Processes;
using Xunit.Abstractions;

namespace OmniAvatar.Cli.Tests.Render;

public sealed class ResumeTests(TinyModel tiny, UndisturbedRender undisturbed, ITestOutputHelper output)
    : IClassFixture<TinyModel>,
        IClassFixture<UndisturbedRender>,
        IDisposable
{
    private const int Segments = 4;

    private readonly RenderFolder _disturbed = new(tiny);

    public void Dispose() => _disturbed.Dispose();

    [Fact]
    public async Task Render_KilledTenTimes_GivesTheFramesOfAnUndisturbedRun()
    {
        var random = new Random(20260);
        var cut = 0;
        for (var kill = 0; kill < 10; kill++)
        {
            // Chance alone would mostly meet the first segment: some wait for another one, the last two until all are
            // being joined.
            var after =
                kill >= 8 ? "joining"
                : kill % 3 == 2 ? "segment"
                : null;
            if (await KilledAsync(random, after))
                cut++;
        }

        // Joining takes a moment only, so either of those two may be over before the signal comes.
        cut.ShouldBeGreaterThanOrEqualTo(8);
        await FinishAndCompareAsync();
    }

    [Fact]
    public async Task Render_KilledAndStateFileDeleted_GivesTheFramesOfAnUndisturbedRun()
    {
        var random = new Random(4);
        for (var kill = 0; kill < 3; kill++)
        {
            await KilledAsync(random, after: kill == 1 ? "segment" : null);
            foreach (var file in Directory.GetFiles(Path.Combine(_disturbed.Data, "state")))
                File.Delete(file);
        }

        await FinishAndCompareAsync();
    }

    /// <summary>Starts a render and kills it a random while after an event, or after a random one. False if it had
    /// ended by itself.</summary>
    private async Task<bool> KilledAsync(Random random, string? after)
    {
        var committed = CommittedSegments();
        var log = RenderResult.Log(_disturbed.Data);
        using var running = new RunningRender(UndisturbedRender.CommandLine(_disturbed, tiny));
        if (after is not null)
            await running.ReadUntilAsync(after);
        if (after != "joining")
            await running.ReadUntilAsync("joining", atMost: random.Next(0, 6));

        // Between two events, too: this wait is the random moment itself, nothing depends on its length.
        await Task.Delay(random.Next(0, after == "joining" ? 60 : 400));
        var cut = !running.IsOver;
        await running.KillAsync();

        output.WriteLine(
            $"killed after {running.Events.Count} events with {CommittedSegments().Length} segments committed"
        );
        var begun = RenderResult.Begun(RenderResult.Log(_disturbed.Data)[log.Length..]);
        begun.Intersect(committed).ShouldBeEmpty("a committed segment was rendered again");
        return cut;
    }

    private async Task FinishAndCompareAsync()
    {
        var whole = undisturbed.Folder;
        RenderResult.Begun(RenderResult.Log(whole.Data)).ShouldBe(Enumerable.Range(0, Segments));

        var committed = CommittedSegments();
        var log = RenderResult.Log(_disturbed.Data);
        var last = await CliProcess.RunAsync(UndisturbedRender.CommandLine(_disturbed, tiny));

        last.ExitCode.ShouldBe(0, last.Error);
        RenderResult
            .Begun(RenderResult.Log(_disturbed.Data)[log.Length..])
            .ShouldBe(Enumerable.Range(0, Segments).Except(committed));
        RenderResult.FrameHashes(_disturbed.Data).Length.ShouldBe(Segments);
        RenderResult.FrameHashes(_disturbed.Data).ShouldBe(RenderResult.FrameHashes(whole.Data));
        RenderResult.FrameMd5(_disturbed.Output).ShouldBe(RenderResult.FrameMd5(whole.Output));
        _disturbed.OutputFiles.ShouldBe([_disturbed.Output]);
    }

    private int[] CommittedSegments() =>
        Directory.Exists(_disturbed.Data) ? [.. RenderResult.Segments(_disturbed.Data).Keys] : [];
}
