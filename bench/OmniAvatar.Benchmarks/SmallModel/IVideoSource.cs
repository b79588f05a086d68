using OmniAvatar.Requests;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>Gives the pictures of a clip that is measured.</summary>
internal interface IVideoSource
{
    /// <summary>Frames that the pictures come after the speech.</summary>
    double LateFrames { get; }

    /// <summary>Makes a video.</summary>
    /// <param name="clip">Who and what is said.</param>
    /// <param name="variant">Tells this video's file from others of the clip; a file name's part.</param>
    /// <param name="choose">What differs from the model's defaults.</param>
    /// <param name="cancellation">Stops rendering; what is rendered stays.</param>
    /// <returns>RGB24, frame after frame, of the clip's size.</returns>
    Task<ReadOnlyMemory<byte>> MakeAsync(SpokenClip clip, string variant, Func<RenderChoices, RenderChoices> choose, CancellationToken cancellation);

    /// <summary>Numbers of the frames that come first after a joint of segments, where the video is one shot.</summary>
    /// <param name="clip">Who and what is said.</param>
    /// <param name="frames">Frames of the video.</param>
    /// <param name="overlap">Frames that segments share, 4n+1.</param>
    IReadOnlyList<int> Joints(SpokenClip clip, int frames, int overlap);
}
