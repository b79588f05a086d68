using OmniAvatar.Benchmarks.SmallModel.Figures;
using OmniAvatar.Benchmarks.SmallModel.Videos;
using OmniAvatar.Cli;
using OmniAvatar.Diffusion.Models;

namespace OmniAvatar.Benchmarks.Tests.SmallModel;

/// <summary>The two sources that say what is the most that a model can come to.</summary>
public sealed class VideoSourceTests
{
    private const double Seconds = 1;

    private readonly SpokenClip _clip = new HeldOutClips().Of(0, Seconds, default);

    [Fact]
    public async Task Drawn_IsReadBackAsTheTruthSays()
    {
        using IVideoSource drawn = new DrawnVideos();

        var sync = SyncMeasure.Of(_clip, await drawn.MakeAsync(_clip, choices => choices, default), drawn.LateFrames);

        sync.Correlation.ShouldBeGreaterThan(0.95);
        sync.Lag.ShouldBe(0);
    }

    [Fact]
    public async Task Autoencoded_HasTheClipsFramesAndNearlyItsMouth()
    {
        using IVideoSource coded = new AutoencodedVideos(
            ModelFolder.Open(RepositoryFolder.PathOf("models/demo")).FileOf(ModelPart.Autoencoder)
        );

        var frames = await coded.MakeAsync(_clip, choices => choices, default);

        frames.Length.ShouldBe(_clip.Drawn.Length);
        SyncMeasure.Of(_clip, frames, coded.LateFrames).Correlation.ShouldBeGreaterThan(0.7);
    }
}
