using OmniAvatar.Datasets.Clips;
using OmniAvatar.Datasets.Synthetic.Drawing;

namespace OmniAvatar.Datasets.Synthetic.Clips;

/// <summary>A drawn clip with what is known of it.</summary>
/// <param name="Clip">Pictures, sound, caption.</param>
/// <param name="Plan">What it was drawn from.</param>
/// <param name="Mouth">Where the mouth is in each frame.</param>
public sealed record SyntheticClip(TalkingClip Clip, ClipPlan Plan, IReadOnlyList<MouthTruth> Mouth);
