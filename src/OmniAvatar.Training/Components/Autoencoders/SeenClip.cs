using OmniAvatar.Datasets.Clips;

namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>A clip, and where its mouth is if that is known.</summary>
internal sealed record SeenClip(TalkingClip Clip, MouthRegion? Mouth)
{
    /// <summary>Looks for the mouth.</summary>
    public static SeenClip Of(TalkingClip clip) => new(clip, MouthRegion.Find(clip));
}
