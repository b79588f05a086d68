using OmniAvatar.Benchmarks.SmallModel.Figures;
using OmniAvatar.Benchmarks.SmallModel.Videos;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Planning;

namespace OmniAvatar.Benchmarks.SmallModel.Reports;

/// <summary>How much rendering a figure takes.</summary>
/// <param name="Videos">Videos.</param>
/// <param name="Windows">Windows of all of them, about: shots may end with a window that is not full.</param>
public readonly record struct RenderCost(int Videos, int Windows)
{
    private const int FramesPerSecond = 25;
    private const int SamplesPerFrame = SpeechFrames.SampleRate / FramesPerSecond;

    /// <summary>Windows of one video.</summary>
    /// <param name="window">Their length and overlap.</param>
    /// <param name="frames">Frames of the speech.</param>
    internal static int WindowsOf(WindowArithmetic window, int frames) =>
        window.WindowsFor(
            (int)SpeechFrames.Count((frames * SamplesPerFrame) + SpeechDecoder.LeadSamples, FramesPerSecond)
        );

    /// <summary>The sum over wishes, each video once.</summary>
    internal static RenderCost Of(IEnumerable<VideoWish> wishes, IVideoSource videos)
    {
        var costs = wishes
            .Select(wish => (wish.Clip, wish.Frames, Choices: wish.Choose(videos.Usual)))
            .Distinct()
            .Select(video => WindowsOf(videos.Window(video.Choices.Overlap!.Value), video.Frames))
            .ToArray();
        return new RenderCost(costs.Length, costs.Sum());
    }
}
