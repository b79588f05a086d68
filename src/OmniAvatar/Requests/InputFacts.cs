using OmniAvatar.Finishing;
using OmniAvatar.Listening;

namespace OmniAvatar.Requests;

/// <summary>One person of a video, as far as a request is concerned.</summary>
/// <param name="PictureSha256">Lower-case hexadecimal SHA-256 of the picture file.</param>
/// <param name="PictureWidth">Pixels, EXIF orientation applied.</param>
/// <param name="PictureHeight">Pixels, EXIF orientation applied.</param>
/// <param name="SoundSha256">Lower-case hexadecimal SHA-256 of the speaker's own sound file; null where the speaker
/// is heard in track 0.</param>
public sealed record SpeakerFacts(string PictureSha256, int PictureWidth, int PictureHeight, string? SoundSha256);

/// <summary>What looking at a job's inputs found out: all of them that a request needs.</summary>
public sealed record InputFacts
{
    /// <summary>Everybody who is shown, at least one; the first has a sound of its own.</summary>
    public required IReadOnlyList<SpeakerFacts> Speakers { get; init; }

    /// <summary>Samples of the speech at 16 kHz, the leading silence included; of several tracks, the longest
    /// one's.</summary>
    public required long SpeechSamples { get; init; }

    /// <summary>The pauses of the speaker who has the turn, in order.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    /// <summary>Whose turn it is, in order and the first from 0; empty for one speaker from start to end.</summary>
    public IReadOnlyList<SpeakerTurn> Turns { get; init; } = [];

    /// <summary>In order; null where no file of captions was given.</summary>
    public IReadOnlyList<Caption>? Captions { get; init; }

    /// <summary>In order; null where no file of chapters was given.</summary>
    public IReadOnlyList<Chapter>? Chapters { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the cover; null for none.</summary>
    public string? CoverSha256 { get; init; }
}
