using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Datasets.Synthetic.Motion;
using OmniAvatar.Datasets.Synthetic.Speech;

namespace OmniAvatar.Datasets.Synthetic.Clips;

/// <summary>Everything about a clip but its pixels; made in a few milliseconds.</summary>
/// <param name="Scene">What is seen.</param>
/// <param name="Voice">Who speaks.</param>
/// <param name="Utterance">What is said and heard.</param>
/// <param name="Mouth">How the mouth moves.</param>
/// <param name="Poses">How the head moves.</param>
public sealed record ClipPlan(
    SceneAppearance Scene,
    Voice Voice,
    Utterance Utterance,
    MouthTrack Mouth,
    IReadOnlyList<HeadPose> Poses
)
{
    /// <summary>25 a second.</summary>
    public int FrameCount => Poses.Count;
}
