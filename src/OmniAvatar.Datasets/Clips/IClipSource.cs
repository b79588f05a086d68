namespace OmniAvatar.Datasets.Clips;

/// <summary>Clips by number, the same each time they are asked for.</summary>
public interface IClipSource
{
    /// <summary>How many clips there are.</summary>
    int Count { get; }

    /// <summary>Clip <paramref name="index"/>, from 0.</summary>
    /// <exception cref="BadInputException">The clip cannot be read or made.</exception>
    TalkingClip Read(int index, CancellationToken cancellation = default);
}
