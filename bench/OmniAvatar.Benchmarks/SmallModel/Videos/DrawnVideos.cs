using OmniAvatar.Models;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Training.Recipes;

namespace OmniAvatar.Benchmarks.SmallModel.Videos;

/// <summary>The drawn clips themselves: what a perfect model would show, whatever is chosen, and so the most that can
/// be measured.</summary>
internal sealed class DrawnVideos : IVideoSource
{
    private static readonly ModelDefaults Defaults = new SmallModelSettings().Preset.Defaults;

    public double LateFrames => 0;

    public RenderChoices Usual => UsualChoices.Of(Defaults, steps: null);

    public WindowArithmetic Window(int overlap) => UsualChoices.Window(Defaults, overlap);

    public Task<ReadOnlyMemory<byte>> MakeAsync(
        SpokenClip clip,
        Func<RenderChoices, RenderChoices> choose,
        CancellationToken cancellation
    ) => Task.FromResult(clip.Drawn);
}
