using OmniAvatar.Artifacts;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>One of the files that a finished video has.</summary>
/// <param name="Name">As <c>variant</c> names it.</param>
/// <param name="Role">Its role in the result's manifest.</param>
/// <param name="MediaType">What a player expects.</param>
/// <param name="Suffix">How its file's name ends.</param>
internal sealed record ContentVariant(string Name, string Role, string MediaType, string Suffix)
{
    public static IReadOnlyList<ContentVariant> All { get; } =
    [
        new("video", PartRoles.Video, "video/mp4", ".mp4"),
        new("thumbnail", PartRoles.Thumbnail, "image/webp", ".webp"),
        new("spritesheet", PartRoles.Spritesheet, "image/jpeg", ".jpg"),
        new("audio", PartRoles.Audio, "audio/mp4", ".m4a"),
        new("subtitles", PartRoles.Subtitles, "text/vtt; charset=utf-8", ".vtt"),
    ];

    /// <summary>The variant of a name; the video where nothing is asked for.</summary>
    /// <exception cref="ApiException">There is no such variant.</exception>
    public static ContentVariant Of(string name) =>
        name.Length == 0
            ? All[0]
            : All.FirstOrDefault(variant => variant.Name == name)
                ?? throw Refusals.Invalid(
                    "variant",
                    $"'variant' must be one of {string.Join(", ", All.Select(variant => variant.Name))}."
                );
}
