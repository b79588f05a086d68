using OmniAvatar.Finishing;
using OmniAvatar.Listening;
using OmniAvatar.Scripts;

namespace OmniAvatar.Requests;

/// <summary>One person of a video, as far as a request is concerned.</summary>
/// <param name="PictureSha256">Lower-case hexadecimal SHA-256 of the picture file.</param>
/// <param name="PictureWidth">Pixels, EXIF orientation applied.</param>
/// <param name="PictureHeight">Pixels, EXIF orientation applied.</param>
/// <param name="SoundSha256">Lower-case hexadecimal SHA-256 of the speaker's own sound file; null where the speaker
/// is heard in track 0.</param>
public sealed record SpeakerFacts(string PictureSha256, int PictureWidth, int PictureHeight, string? SoundSha256)
{
    /// <summary>Other pictures of the speaker, as places in <see cref="InputFacts.OtherPictures"/>.</summary>
    public IReadOnlyList<int> Angles { get; init; } = [];
}

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

    /// <summary>Pictures beside the speakers' own.</summary>
    public IReadOnlyList<PictureFacts> OtherPictures { get; init; } = [];

    /// <summary>What happens when, in order; empty where no script was given.</summary>
    public IReadOnlyList<ScriptEntry> Script { get; init; } = [];

    /// <summary>Whether shots differ in more than who has the turn.</summary>
    public bool HasScriptOrAngles => Script.Count > 0 || Speakers.Any(speaker => speaker.Angles.Count > 0);

    /// <summary>In order; null where no file of captions was given.</summary>
    public IReadOnlyList<Caption>? Captions { get; init; }

    /// <summary>In order; null where no file of chapters was given.</summary>
    public IReadOnlyList<Chapter>? Chapters { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the cover; null for none.</summary>
    public string? CoverSha256 { get; init; }
}
