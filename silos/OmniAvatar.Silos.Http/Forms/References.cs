using System.Globalization;
using System.Text.RegularExpressions;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>The fields that are files: a part of a multipart form, or a data URL.</summary>
internal static partial class References
{
    public const string Picture = "image_reference";
    public const string Sound = "audio_reference";
    public const string Turns = "rttm";

    /// <summary>Most speakers of one video.</summary>
    public const int MostSpeakers = 32;

    private const long TurnsBytes = 1 << 20;

    /// <summary>A field of a speaker, from 0.</summary>
    public static string OfSpeaker(int speaker, string field) => string.Create(CultureInfo.InvariantCulture, $"speakers[{speaker}][{field}]");

    /// <summary>What a field that is a file is called here, or null for any other.</summary>
    public static string? NameOf(string field)
    {
        // input_reference is the public API's name of the picture.
        if (field is "input_reference" or "input_reference[image_url]") return Picture;
        return Reference().Match(field) is { Success: true } match ? match.Groups["name"].Value : null;
    }

    /// <summary>Under which name a file lies on the scratch disk, and is told of in messages.</summary>
    public static string FileNameOf(string reference) => reference.Replace('[', '.').Replace("]", "", StringComparison.Ordinal);

    /// <summary>Most bytes of a file.</summary>
    public static long LimitOf(string reference, VideoApiOptions options) => reference switch
    {
        Turns => TurnsBytes,
        _ when reference.Contains(Picture, StringComparison.Ordinal) => options.PictureBytes,
        _ => options.SoundBytes,
    };

    [GeneratedRegex(@"^(?<name>rttm|(speakers\[(0|[1-9]\d?)\]\[(image|audio)_reference\])|((image|audio)_reference))(\[(image|audio)_url\])?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
