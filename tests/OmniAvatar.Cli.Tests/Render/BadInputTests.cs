using OmniAvatar.Cli.Tests.Inputs;
using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Render;

public sealed class BadInputTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private readonly RenderFolder _folder = new(tiny);

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, Action<string>> BadPictures =>
        new()
        {
            { "missing", "does not exist", _ => { } },
            { "empty", "is empty", path => File.WriteAllBytes(path, []) },
            { "text", "", path => File.WriteAllText(path, "This is no picture.\n") },
            { "truncated jpeg", "", WriteTruncatedJpeg },
            { "1x1", "1x1", path => Pictures.WritePng(path, 1, 1) },
            { "30000x30000", "30000x30000", path => Pictures.WritePngHeader(path, 30_000, 30_000) },
        };

    public static TheoryData<string, string, Action<string>> BadSounds =>
        new()
        {
            { "missing", "does not exist", _ => { } },
            { "empty", "is empty", path => File.WriteAllBytes(path, []) },
            { "text", "", path => File.WriteAllText(path, "This is no sound.\n") },
            { "no sound stream", "", path => Pictures.WritePng(path, 64, 64) },
            { "zero length", "", path => Sounds.WriteSilence(path, 0) },
        };

    [Theory]
    [MemberData(nameof(BadPictures))]
    public async Task Render_BadPicture_IsRefused(string name, string because, Action<string> write)
    {
        var path = _folder.PathOf(name);
        write(path);

        var result = await _folder.RenderAsync("--image", path);

        result.ShouldFail(3, because);
        result.Error.ShouldContain(path);
        _folder.OutputFiles.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(BadSounds))]
    public async Task Render_BadSound_IsRefused(string name, string because, Action<string> write)
    {
        var path = _folder.PathOf(name);
        write(path);

        var result = await _folder.RenderAsync("--audio", path);

        result.ShouldFail(3, because);
        result.Error.ShouldContain(path);
        _folder.OutputFiles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Render_WindowNotLongerThanOverlap_IsWrongUse()
    {
        var result = await _folder.RenderAsync("--overlap", "21");

        result.ShouldFail(2, "overlap");
        _folder.OutputFiles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Render_AdapterThatIsNotThere_IsRefused()
    {
        var result = await _folder.RenderAsync("--lora", _folder.PathOf("style.safetensors:0.5"));

        result.ShouldFail(3, _folder.PathOf("style.safetensors"));
    }

    [Fact]
    public async Task Render_NoModelFolder_IsRefused()
    {
        var result = await _folder.RenderAsync("--model", _folder.PathOf("nowhere"));

        result.ShouldFail(3, "model folder");
    }

    [Fact]
    public async Task Render_OutputBelowAFile_FailsBeforeRendering()
    {
        File.WriteAllText(_folder.PathOf("file"), "");

        var result = await _folder.RenderAsync("--output", _folder.PathOf("file/video.mp4"));

        result.ShouldFail(1, _folder.PathOf("file"));
        result.Output.ShouldNotContain("segment");
    }

    private static void WriteTruncatedJpeg(string path)
    {
        Pictures.WriteJpeg(path, 200, 200);
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
    }
}
