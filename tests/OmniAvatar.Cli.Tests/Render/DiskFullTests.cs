using OmniAvatar.Cli.Tests.Inputs;
using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Render;

public sealed class DiskFullTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private readonly RenderFolder _folder = new(tiny);

    public void Dispose() => _folder.Dispose();

    [SmallDiskFact]
    public async Task Render_DataFolderFillsUp_FailsAndContinuesOnceThereIsRoom()
    {
        using var disk = SmallDisk.TryMount()!;
        string[] options = ["--audio", tiny.Sentence, "--data", disk.PathOf("data"), "--keep"];
        using var running = new RunningRender(_folder.CommandLine([.. options, "--json"]));
        (await running.ReadUntilAsync("segment")).ShouldBeTrue();

        disk.Fill();
        (await running.FinishAsync()).ShouldFail(1, "is full");
        _folder.OutputFiles.ShouldBeEmpty();
        (await _folder.RenderAsync(options)).ShouldFail(1, disk.PathOf("data"));

        disk.Free();
        var committed = RenderResult.Segments(disk.PathOf("data")).Keys.ToArray();
        var continued = await _folder.RenderAsync(options);
        continued.ExitCode.ShouldBe(0, continued.Error);
        committed.ShouldNotBeEmpty();
        RenderResult
            .Begun(RenderResult.Log(disk.PathOf("data")))
            .Where(committed.Contains)
            .ShouldBe(committed, "each was begun once");
        RenderResult.FrameMd5(_folder.Output).Length.ShouldBe(39);
    }

    [SmallDiskFact]
    public async Task Render_OutputFolderFillsUp_FailsAndOnlyPutsTheVideoInPlaceOnceThereIsRoom()
    {
        using var disk = SmallDisk.TryMount()!;
        string[] options = ["--output", disk.PathOf("out/video.mp4")];
        using var running = new RunningRender(_folder.CommandLine([.. options, "--json"]));
        (await running.ReadUntilAsync("planned")).ShouldBeTrue();

        disk.Fill();
        (await running.FinishAsync()).ShouldFail(1, "is full");
        (await _folder.RenderAsync(options)).ShouldFail(1, "is full");
        Directory.GetFiles(disk.PathOf("out"), "*", new EnumerationOptions { AttributesToSkip = 0 }).ShouldBeEmpty();

        disk.Free();
        var placed = await _folder.RenderAsync(options);
        placed.ExitCode.ShouldBe(0, placed.Error);
        RenderResult.Begun(RenderResult.Log(_folder.Data)).ShouldBe([0]);
        RenderResult.FrameMd5(disk.PathOf("out/video.mp4")).Length.ShouldBe(20);
    }
}
