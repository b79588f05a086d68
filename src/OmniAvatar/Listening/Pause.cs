namespace OmniAvatar.Listening;

/// <summary>A stretch of speech in which the shown speaker does not speak.</summary>
/// <param name="Start">Its first sample at 16 kHz.</param>
/// <param name="End">The sample after its last.</param>
public readonly record struct Pause(long Start, long End);

/// <summary>From here on a speaker is shown and heard, until the next turn or the end.</summary>
/// <param name="Speaker">Who, from 0.</param>
/// <param name="Start">The first sample of the turn at 16 kHz; 0 for the first turn of a recording.</param>
public readonly record struct SpeakerTurn(int Speaker, long Start)
{
    /// <summary>Whether a shot begins right there; null where it begins in the pause before, and only if somebody else
    /// is shown.</summary>
    public bool? IsCut { get; init; }
}
