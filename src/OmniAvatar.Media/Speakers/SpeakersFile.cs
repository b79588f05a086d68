using System.Text.Json;
using System.Text.Json.Serialization;

namespace OmniAvatar.Media.Speakers;

/// <summary>
/// The file behind <c>--speakers</c>. Either every speaker has a track of their own, or all are heard in one recording
/// and an RTTM file says who speaks when. Paths are relative to the file's folder.
/// <code>
/// { "speakers": [ { "picture": "anna.png", "prompt": "A woman speaks", "audio": "anna.wav" },
///                 { "picture": "ben.png",  "prompt": "A man speaks",   "audio": "ben.wav" } ] }
///
/// { "rttm": "talk.rttm",
///   "speakers": [ { "picture": "anna.png", "prompt": "A woman speaks", "label": "SPEAKER_00" }, … ] }
/// </code>
/// </summary>
public sealed record SpeakersFile
{
    private const int MostSpeakers = 32;
    private const long MostBytes = 1 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 8,
    };

    private SpeakersFile(Content content, string folder)
    {
        Prompts = [.. content.Speakers.Select(speaker => speaker.Prompt)];
        Speakers =
        [
            .. content.Speakers.Select(speaker => new SpeakerFiles(
                At(speaker.Picture),
                speaker.Audio is { } audio ? At(audio) : null,
                speaker.Label
            )
            {
                Angles = speaker.Angles is { } angles ? [.. angles.Select(At)] : [],
            }),
        ];
        Rttm = content.Rttm is { } rttm ? At(rttm) : null;

        string At(string path) => Path.GetFullPath(path, folder);
    }

    /// <summary>The speakers' prompts.</summary>
    public IReadOnlyList<string> Prompts { get; }

    /// <summary>The speakers' files, as many as prompts.</summary>
    public IReadOnlyList<SpeakerFiles> Speakers { get; }

    /// <summary>Who speaks when in one recording; null where every speaker has a track.</summary>
    public string? Rttm { get; }

    /// <summary>Reads and checks a file; the files that it names are not looked at yet.</summary>
    /// <exception cref="BadInputException">It is missing or not what it should be.</exception>
    public static SpeakersFile Read(string path)
    {
        var content = JsonFile.Read<Content>("speakers file", path, Json, MostBytes);
        if (Problem(content) is { } problem)
            throw new BadInputException($"The speakers file {path} is not valid: {problem}.");
        return new SpeakersFile(content, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static string? Problem(Content content)
    {
        var speakers = content.Speakers;
        if (speakers.Count is < 1 or > MostSpeakers)
            return $"it has {speakers.Count} speakers instead of 1 to {MostSpeakers}";
        if (
            speakers.Any(speaker =>
                speaker.Picture.Length == 0
                || speaker.Angles?.Contains("") == true
                || speaker.Audio is { Length: 0 }
                || content.Rttm is { Length: 0 }
            )
        )
            return "a file's name is empty";
        if (
            speakers
                .SelectMany(speaker => new[] { speaker.Picture, speaker.Audio }.Concat(speaker.Angles ?? []))
                .Append(content.Rttm)
                .Any(name => name?.Contains('\0') == true)
        )
            return "a file's name has a zero byte";
        if (content.Rttm is null)
        {
            if (speakers.Any(speaker => speaker.Audio is null))
                return "without \"rttm\" every speaker needs an \"audio\" track";
            return speakers.Any(speaker => speaker.Label is not null)
                ? "a \"label\" is only allowed with \"rttm\""
                : null;
        }
        if (speakers.Any(speaker => speaker.Audio is not null))
            return "with \"rttm\" all speakers are in one recording, so an \"audio\" track is not allowed";
        if (speakers.Any(speaker => speaker.Label is null))
            return "with \"rttm\" every speaker needs a \"label\"";
        return speakers.Select(speaker => speaker.Label).Distinct().Count() < speakers.Count
            ? "two speakers have the same \"label\""
            : null;
    }

    private sealed record Content(IReadOnlyList<Speaker> Speakers, string? Rttm = null);

    private sealed record Speaker(
        string Picture,
        string Prompt,
        string? Audio = null,
        string? Label = null,
        IReadOnlyList<string>? Angles = null
    );
}
