using OmniAvatar.Planning;

namespace OmniAvatar.Benchmarks.SmallModel.Figures;

/// <summary>Where the segments of one shot meet.</summary>
internal static class SegmentJoints
{
    /// <summary>The number of the first frame after each joint.</summary>
    /// <param name="window">Length and overlap of the segments.</param>
    /// <param name="frames">Frames of the video.</param>
    public static IReadOnlyList<int> Of(WindowArithmetic window, int frames)
    {
        var joints = new List<int>();
        for (var joint = window.FramesPerSegment; joint < frames; joint += window.NewFrames)
            joints.Add(joint);
        return joints;
    }
}
