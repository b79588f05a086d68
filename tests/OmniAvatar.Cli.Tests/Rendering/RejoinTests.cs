using OmniAvatar.Cli.Tests.Render;

namespace OmniAvatar.Cli.Tests.Rendering;

public sealed class RejoinTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private readonly RenderFolder _folder = new(tiny);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Render_AgainWithOtherCaptions_JoinsAnewAndRendersNothing()
    {
        var captions = Write("talk.srt", "1\n00:00:00,100 --> 00:00:00,300\nHello\n");
        var chapters = Write("chapters.txt", "00:00 Start\n00:00.200 End\n");
        string[] all =
        [
            "--captions",
            captions,
            "--chapters",
            chapters,
            "--title",
            "One",
            "--cover",
            _folder.PathOf("c.jpeg"),
        ];
        File.Copy(tiny.Picture, _folder.PathOf("c.jpeg"));
        await SucceedAsync(all);
        var frames = Film();
        RenderResult
            .Streams(_folder.Output)
            .Select(stream => stream.Split(',')[0])
            .ShouldBe(["h264", "aac", "mov_text", "bin_data", "mjpeg"]);

        File.WriteAllText(captions, "1\n00:00:00,100 --> 00:00:00,300\nGoodbye\n");
        (await SucceedAsync(all)).ShouldNotContain("there already");

        Film().ShouldBe(frames);
        Text().ShouldContain("Goodbye");
        Text().ShouldNotContain("Hello");
        RenderResult.Begun(RenderResult.Log(_folder.Data)).ShouldBe([0]);
        (await SucceedAsync(all)).ShouldContain("there already");

        (await SucceedAsync()).ShouldNotContain("there already");
        Film().ShouldBe(frames);
        RenderResult.Streams(_folder.Output).Length.ShouldBe(2);
        RenderResult.Begun(RenderResult.Log(_folder.Data)).ShouldBe([0]);
    }

    [Fact]
    public async Task Render_FileThatIsNotWhatItShouldBe_IsRefusedBeforeAnythingIsRendered()
    {
        var chapters = Write("chapters.txt", "Start\n");

        var refused = await _folder.RenderAsync("--chapters", chapters);

        refused.ExitCode.ShouldBe(3);
        refused.Error.ShouldContain($"The chapters file {chapters} is not valid in line 1:");
        _folder.OutputFiles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Render_LoudnessOutOfRange_IsWrongUse()
    {
        var refused = await _folder.RenderAsync("--loudness", "-3");

        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain("--loudness takes a number from -31 to -14, not '-3'.");
    }

    private async Task<string> SucceedAsync(params string[] options)
    {
        var result = await _folder.RenderAsync(options);
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Output;
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.PathOf(name), text);
        return _folder.PathOf(name);
    }

    /// <summary>The frames of the first video; a cover is another.</summary>
    private string[] Film() =>
        [.. RenderResult.FrameMd5(_folder.Output).Where(line => line.StartsWith("0,", StringComparison.Ordinal))];

    private string Text() => System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(_folder.Output));
}
