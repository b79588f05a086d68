using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Benchmarks.SmallModel.Videos;

/// <summary>Gives the pictures of a clip that is measured.</summary>
internal interface IVideoSource : IDisposable
{
    /// <summary>Frames that the pictures come after the speech.</summary>
    double LateFrames { get; }

    /// <summary>The default choices of a figure: one shot, the model's defaults by name; the prompt is empty.</summary>
    RenderChoices Usual { get; }

    /// <summary>Length and overlap of the windows that a video is made in.</summary>
    /// <param name="overlap">Frames that windows share, 4n+1.</param>
    WindowArithmetic Window(int overlap);

    /// <summary>Makes a video.</summary>
    /// <param name="clip">Who and what is said.</param>
    /// <param name="choose">What differs from <see cref="Usual"/>.</param>
    /// <param name="cancellation">Stops rendering; what is rendered stays.</param>
    /// <returns>RGB24, frame after frame, of the clip's size.</returns>
    Task<ReadOnlyMemory<byte>> MakeAsync(
        SpokenClip clip,
        Func<RenderChoices, RenderChoices> choose,
        CancellationToken cancellation
    );

    /// <summary>Most sources hold nothing.</summary>
    void IDisposable.Dispose() { }
}
