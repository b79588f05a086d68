using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Render;

public sealed class SideBySideTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private readonly RenderFolder _folder = new(tiny);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Render_TwoDifferentAtOnce_BothFinish()
    {
        using var one = new RunningRender(
            _folder.CommandLine("--seed", "1", "--output", _folder.PathOf("out/one.mp4"))
        );
        using var two = new RunningRender(
            _folder.CommandLine("--seed", "2", "--output", _folder.PathOf("out/two.mp4"))
        );
        var results = await Task.WhenAll(one.FinishAsync(), two.FinishAsync());

        foreach (var result in results)
            result.ExitCode.ShouldBe(0, result.Error);
        RenderResult
            .FrameMd5(_folder.PathOf("out/one.mp4"))
            .ShouldNotBe(RenderResult.FrameMd5(_folder.PathOf("out/two.mp4")));
    }

    [Fact]
    public async Task Render_TheSameTwiceAtOnce_TheSecondSaysSo()
    {
        using var first = new RunningRender(_folder.CommandLine("--json", "--steps", "1000"));
        (await first.ReadUntilAsync("planned")).ShouldBeTrue();
        var second = await _folder.RenderAsync("--steps", "1000");

        second.ShouldFail(1, "another process");
        first.IsOver.ShouldBeFalse();
    }

    [Fact]
    public async Task Render_Interrupted_SaysThatTheSameCommandContinuesAndIsRight()
    {
        // Steps enough that the second segment is far from its end when the first is told of.
        string[] options = ["--audio", tiny.Phrase, "--steps", "40", "--keep"];
        using var running = new RunningRender(_folder.CommandLine([.. options, "--json"]));
        (await running.ReadUntilAsync("segment")).ShouldBeTrue();

        var interrupted = await running.InterruptAsync();
        interrupted.ShouldFail(130, "the same command continues");
        _folder.OutputFiles.ShouldBeEmpty();
        RenderResult.Log(_folder.Data).Where(line => line.Contains(" Error ")).ShouldBeEmpty();

        var continued = await _folder.RenderAsync(options);
        continued.ExitCode.ShouldBe(0, continued.Error);
        continued.Output.ShouldContain("1 finished earlier");
        RenderResult.Begun(RenderResult.Log(_folder.Data)).Count(segment => segment == 0).ShouldBe(1);
    }
}
