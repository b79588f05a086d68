using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using OmniAvatar.Models;
using OmniAvatar.Requests;

namespace OmniAvatar.Benchmarks.SmallModel.Videos;

/// <summary>Names a video by what it shows and by a hash of all that decides its frames but the model's weights, which
/// name its folder.</summary>
internal static class VideoName
{
    private const int HashLength = 10;

    /// <summary>Such as <c>clip-001-5s-single-audio3-overlap13-20steps-0f3a9c21d7</c>.</summary>
    public static string Of(SpokenClip clip, RenderChoices choices, ModelDefaults defaults)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(choices));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(defaults));
        hash.AppendData(clip.Picture.Span);
        hash.AppendData(MemoryMarshal.AsBytes(clip.Speech.AsSpan()));
        var digest = Convert.ToHexStringLower(hash.GetHashAndReset())[..HashLength];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{clip.Name}-{choices.Shots.ToString()!.ToLowerInvariant()}-audio{choices.AudioGuidance}-overlap{choices.Overlap}-{choices.Steps}steps-{digest}"
        );
    }
}
