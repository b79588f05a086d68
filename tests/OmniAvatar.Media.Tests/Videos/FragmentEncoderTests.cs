using OmniAvatar.Media.Videos;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Tests.Videos;

public sealed class FragmentEncoderTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly FragmentEncoder _encoder = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Finish_FramesInPieces_GivesEveryFrame()
    {
        var frames = Frames.Make(1, 21);
        using (var writer = Begin("a.mp4"))
        {
            writer.Write(frames.AsSpan(0, frames.Length / 21));
            writer.Write(frames.AsSpan(frames.Length / 21));
            File.Exists(_scratch.Combine("a.mp4")).ShouldBeFalse();
            writer.Finish();
        }

        var video = await VideoProbe.ReadAsync(_scratch.Combine("a.mp4"), default);
        (video.Width, video.Height, video.Frames, video.FrameRate).ShouldBe((Frames.Width, Frames.Height, 21, "25/1"));
        (video.VideoCodec, video.PixelFormat, video.SoundCodec).ShouldBe(("h264", "yuv420p", null));
        video.VideoSeconds.ShouldBe(0.84, 1e-9);
        _scratch.Names().ShouldBe(["a.mp4"]);
    }

    [Fact]
    public void Finish_SameFramesTwice_GivesTheSameFile()
    {
        foreach (var name in new[] { "a.mp4", "b.mp4" })
        {
            using var writer = Begin(name);
            writer.Write(Frames.Make(2, 60));
            writer.Finish();
        }

        File.ReadAllBytes(_scratch.Combine("a.mp4")).ShouldBe(File.ReadAllBytes(_scratch.Combine("b.mp4")));
    }

    [Fact]
    public void Dispose_WithoutFinish_LeavesNothing()
    {
        using (var writer = Begin("a.mp4"))
            writer.Write(Frames.Make(3, 5));

        _scratch.Names().ShouldBeEmpty();
    }

    [Fact]
    public void Finish_WithoutFrames_FailsAndLeavesNothing()
    {
        using (var writer = Begin("a.mp4"))
            Should.Throw<RenderFailedException>(writer.Finish);

        _scratch.Names().ShouldBeEmpty();
    }

    [Fact]
    public void Write_NotWholeFrames_Throws()
    {
        using var writer = Begin("a.mp4");

        Should.Throw<ArgumentException>(() => writer.Write(new byte[100]));
    }

    [Theory]
    [InlineData(95, 64, 25)]
    [InlineData(96, 0, 25)]
    [InlineData(96, 64, 7)]
    public void Begin_SizesThatCannotBe_Throws(int width, int height, int framesPerSecond) =>
        Should.Throw<ArgumentOutOfRangeException>(() =>
            _encoder.Begin(_scratch.Combine("a.mp4"), width, height, framesPerSecond)
        );

    [Fact]
    public void Begin_FolderThatCannotBeWritten_SaysSo() =>
        Should
            .Throw<RenderFailedException>(() => _encoder.Begin("/sys/a.mp4", 96, 64, 25))
            .Message.ShouldContain("cannot be written");

    private IFragmentWriter Begin(string name) =>
        _encoder.Begin(_scratch.Combine(name), Frames.Width, Frames.Height, 25);
}
