using System.Text.Json.Serialization;
using OmniAvatar.Requests;

namespace OmniAvatar.Finishing;

/// <summary>
/// What a video is given when it is joined, and what decides none of its frames. Stored as <c>finish.json</c> beside
/// the request; a job without any of it has no such document.
/// </summary>
public sealed record VideoFinish
{
    /// <summary>In order; null for none.</summary>
    public IReadOnlyList<Caption>? Captions { get; init; }

    /// <summary>Whether the frames show the captions already, so that the file needs no track of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AreCaptionsBurnt { get; init; }

    /// <summary>In order; null for none.</summary>
    public IReadOnlyList<Chapter>? Chapters { get; init; }

    /// <summary>How loud the sound is to be, in LUFS; null leaves it as it is.</summary>
    public double? Loudness { get; init; }

    /// <summary>What the video is called.</summary>
    public string? Title { get; init; }

    /// <summary>Whose it is.</summary>
    public string? Artist { get; init; }

    /// <summary>SHA-256 of the cover, lower-case hexadecimal; null for none.</summary>
    public string? CoverSha256 { get; init; }

    /// <summary>What a user asked for; null where that is nothing.</summary>
    public static VideoFinish? Of(RenderChoices choices, InputFacts inputs)
    {
        var finish = new VideoFinish
        {
            Captions = inputs.Captions,
            AreCaptionsBurnt = choices.BurnCaptions ?? false,
            Chapters = inputs.Chapters,
            Loudness = choices.Loudness,
            Title = choices.Title,
            Artist = choices.Artist,
            CoverSha256 = inputs.CoverSha256,
        };
        return finish == new VideoFinish() ? null : finish;
    }
}
