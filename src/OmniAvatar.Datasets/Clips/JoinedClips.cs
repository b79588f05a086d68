namespace OmniAvatar.Datasets.Clips;

/// <summary>The clips of one source, then those of another: held-out clips behind those that are trained on.</summary>
public sealed class JoinedClips(IClipSource first, IClipSource second) : IClipSource
{
    /// <inheritdoc/>
    public int Count => first.Count + second.Count;

    /// <inheritdoc/>
    public TalkingClip Read(int index, CancellationToken cancellation = default) =>
        index < first.Count ? first.Read(index, cancellation) : second.Read(index - first.Count, cancellation);
}
