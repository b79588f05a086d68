using OmniAvatar.Artifacts;
using OmniAvatar.Client;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>How one of a finished video's files is stored and sent.</summary>
/// <param name="Variant">Which.</param>
/// <param name="Role">Its role in the result's manifest.</param>
/// <param name="MediaType">What a player expects.</param>
internal sealed record ContentVariant(VideoVariant Variant, string Role, string MediaType)
{
    public static IReadOnlyList<ContentVariant> All { get; } =
    [
        new(VideoVariant.Video, PartRoles.Video, "video/mp4"),
        new(VideoVariant.Thumbnail, PartRoles.Thumbnail, "image/webp"),
        new(VideoVariant.Spritesheet, PartRoles.Spritesheet, "image/jpeg"),
        new(VideoVariant.Audio, PartRoles.Audio, "audio/mp4"),
        new(VideoVariant.Subtitles, PartRoles.Subtitles, "text/vtt; charset=utf-8"),
    ];

    /// <summary>The variant of a name; the video where nothing is asked for.</summary>
    /// <exception cref="ApiException">There is no such variant.</exception>
    public static ContentVariant Of(string name) =>
        name.Length == 0
            ? All[0]
            : All.FirstOrDefault(content => content.Variant.Name == name)
                ?? throw Refusals.Invalid(
                    "variant",
                    $"'variant' must be one of {string.Join(", ", VideoVariant.All.Select(variant => variant.Name))}."
                );
}
