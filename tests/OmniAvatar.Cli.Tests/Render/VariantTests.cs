using OmniAvatar.Cli.Tests.Inputs;
using OmniAvatar.Diffusion.Models;

namespace OmniAvatar.Cli.Tests.Render;

public sealed class VariantTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private const int WordFrames = 20;

    // The tests of a class come one after another, so whichever comes first renders it for all.
    private static string[]? _plain;

    private readonly RenderFolder _folder = new(tiny);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Render_EachWayToCompute_GivesFramesOfItsOwn()
    {
        var plain = await PlainAsync();
        var latents = await HashesAsync("latents", "--handoff", "latents");
        var separate = await HashesAsync("separate", "--audio-guidance", "3");
        var cached = await HashesAsync("cached", "--tea-cache", "1");

        plain.Length.ShouldBe(2);
        latents[0].ShouldBe(plain[0], "the handoff begins after the first segment");
        latents[1].ShouldNotBe(plain[1]);
        separate[0].ShouldNotBe(plain[0]);
        cached[0].ShouldNotBe(plain[0]);
        (await HashesAsync("again", "--handoff", "reencode")).ShouldBe(plain);
    }

    [Fact]
    public async Task Render_AddedAdapter_ChangesTheFramesByItsWeight()
    {
        var adapter = _folder.PathOf("style.safetensors");
        SafetensorsEdit.WriteLora(adapter, "blocks.0.self_attn.q", ModelPreset.Tiny.Transformer.Dim, rank: 2);

        var plain = await PlainAsync();
        var styled = await HashesAsync("styled", "--lora", adapter);
        var none = await HashesAsync("none", "--lora", $"{adapter}:0");

        styled[0].ShouldNotBe(plain[0]);
        none.ShouldBe(plain);
    }

    [Fact]
    public async Task Render_WebpAndAVideosSound_Renders()
    {
        Pictures.WriteWebp(_folder.PathOf("picture.webp"), 120, 160);
        Sounds.WriteVideo(_folder.PathOf("talk.mkv"), tiny.Word);

        var result = await _folder.RenderAsync(
            "--image",
            _folder.PathOf("picture.webp"),
            "--audio",
            _folder.PathOf("talk.mkv")
        );

        result.ExitCode.ShouldBe(0, result.Error);
        RenderResult.FrameMd5(_folder.Output).Length.ShouldBe(WordFrames);
    }

    [Fact]
    public async Task Render_Png_Renders()
    {
        Pictures.WritePng(_folder.PathOf("picture.png"), 160, 120);

        var result = await _folder.RenderAsync("--image", _folder.PathOf("picture.png"));

        result.ExitCode.ShouldBe(0, result.Error);
        RenderResult.Streams(_folder.Output)[0].ShouldStartWith("h264,96,64");
    }

    [Fact]
    public async Task Render_JpegLyingOnItsSide_IsTurnedUpright()
    {
        var lying = _folder.PathOf("lying.jpeg");
        Pictures.WriteJpeg(lying, 120, 160);
        Pictures.TurnByExif(lying);

        var result = await _folder.RenderAsync("--image", lying);

        result.ExitCode.ShouldBe(0, result.Error);
        RenderResult.Streams(_folder.Output)[0].ShouldStartWith("h264,96,64");
    }

    /// <summary>What comes without any option.</summary>
    private async Task<string[]> PlainAsync() => _plain ??= await HashesAsync("plain");

    private async Task<string[]> HashesAsync(string name, params string[] options)
    {
        var data = _folder.PathOf(name);
        var result = await _folder.RenderAsync([
            "--audio",
            tiny.Phrase,
            "--steps",
            "4",
            "--keep",
            "--data",
            data,
            "--output",
            _folder.PathOf($"out/{name}.mp4"),
            .. options,
        ]);
        result.ExitCode.ShouldBe(0, result.Error);
        return RenderResult.FrameHashes(data);
    }
}
