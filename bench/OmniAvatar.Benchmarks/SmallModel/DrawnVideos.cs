using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>The drawn clips themselves: what a perfect model would show, whatever is chosen, and so the most that can be measured.</summary>
internal sealed class DrawnVideos : IVideoSource
{
    private const int TypicalTokens = 342;

    public double LateFrames => 0;

    public Task<ReadOnlyMemory<byte>> MakeAsync(SpokenClip clip, string variant, Func<RenderChoices, RenderChoices> choose, CancellationToken cancellation) =>
        Task.FromResult(clip.Drawn);

    public IReadOnlyList<int> Joints(SpokenClip clip, int frames, int overlap) =>
        SegmentJoints.Of(WindowArithmetic.For(TypicalTokens, new VideoSize(clip.Side, clip.Side), overlap), frames);
}
