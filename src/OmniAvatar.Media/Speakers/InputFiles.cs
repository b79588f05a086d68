namespace OmniAvatar.Media.Speakers;

/// <summary>One person's files, as the user names them.</summary>
/// <param name="Picture">A png, jpeg or webp file.</param>
/// <param name="Sound">The speaker's own track; null where all speak in one recording.</param>
/// <param name="Label">What the RTTM file calls the speaker; null where everybody has a track.</param>
public sealed record SpeakerFiles(string Picture, string? Sound, string? Label)
{
    /// <summary>Other pictures of the speaker, from which they are shown in turn.</summary>
    public IReadOnlyList<string> Angles { get; init; } = [];
}

/// <summary>A job's files as the user names them: one track a speaker, or one recording and a list of who speaks
/// when.</summary>
/// <param name="Speakers">At least one.</param>
/// <param name="Recording">One sound for all; null where each speaker has a track.</param>
/// <param name="Rttm">Who speaks when in <paramref name="Recording"/>; null where each has a track.</param>
/// <param name="RecordingName">What its owner calls the recording, for an RTTM file that lists several; null where its
/// path says it.</param>
public sealed record InputFiles(
    IReadOnlyList<SpeakerFiles> Speakers,
    string? Recording = null,
    string? Rttm = null,
    string? RecordingName = null
)
{
    /// <summary>One picture and one sound.</summary>
    public static InputFiles OfOne(string picture, string sound) => new([new SpeakerFiles(picture, sound, null)]);

    /// <summary>What happens when (<see cref="ScriptFile"/>); null where nothing changes.</summary>
    public string? Script { get; init; }

    /// <summary>The pictures that the script names, by name; null where it names paths.</summary>
    public IReadOnlyDictionary<string, string>? ScriptPictures { get; init; }

    /// <summary>What is written below the picture; null for nothing.</summary>
    public string? Captions { get; init; }

    /// <summary>Which parts the video has; null for none.</summary>
    public string? Chapters { get; init; }

    /// <summary>The picture that players show of the video; null for none.</summary>
    public string? Cover { get; init; }

    /// <summary>All of them as an output's check wants them: none may be written over.</summary>
    public IEnumerable<NamedInput> Named() =>
        [
            .. Speakers.Select(speaker => new NamedInput($"the picture {speaker.Picture}", speaker.Picture)),
            .. Speakers
                .SelectMany(speaker => speaker.Angles)
                .Select(angle => new NamedInput($"the picture {angle}", angle)),
            .. Sounds.Select(sound => new NamedInput($"the sound {sound}", sound)),
            .. Optional("RTTM file", Rttm),
            .. Optional("script", Script),
            .. Optional("captions file", Captions),
            .. Optional("chapters file", Chapters),
            .. Optional("cover", Cover),
        ];

    /// <summary>The sounds to hear, by track.</summary>
    public IReadOnlyList<string> Sounds =>
        Recording is { } one ? [one] : [.. Speakers.Select(speaker => speaker.Sound!)];

    private static NamedInput[] Optional(string kind, string? path) =>
        path is null ? [] : [new NamedInput($"the {kind} {path}", path)];
}
