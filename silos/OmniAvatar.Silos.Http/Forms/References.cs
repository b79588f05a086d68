using System.Globalization;
using System.Text.RegularExpressions;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>A field that is a file.</summary>
/// <param name="Name">Our name of the field.</param>
/// <param name="SentAs">The sender's name of the field, without inner names.</param>
internal sealed record Reference(string Name, string SentAs);

/// <summary>The fields that are files: a part of a multipart form, or a data URL.</summary>
internal static partial class References
{
    public const string Picture = "image_reference";
    public const string Sound = "audio_reference";
    public const string Turns = "rttm";
    public const string Angles = "angles";
    public const string Pictures = "pictures";
    public const string Script = "script";
    public const string Captions = "captions";
    public const string Chapters = "chapters";
    public const string Cover = "cover";

    /// <summary>Most speakers of one video.</summary>
    public const int MostSpeakers = 32;

    /// <summary>Most files of a field that has several.</summary>
    public const int MostNumbered = 100;

    private const long TurnsBytes = 1 << 20;
    private const long ScriptBytes = 16 << 20;
    private const long CaptionsBytes = 32 << 20;
    private const long CoverBytes = 16 << 20;
    private const string PublicPicture = "input_reference";
    private const string PictureUrl = "reference_url";

    /// <summary>The names that the picture of the one speaker has.</summary>
    public static IReadOnlyList<string> PictureNames { get; } = [Picture, PublicPicture, PictureUrl];

    /// <summary>The names of fields outside <c>speakers</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [PublicPicture, Picture, PictureUrl, Sound, Turns, Angles, Script, Pictures, Captions, Chapters, Cover];

    /// <summary>A field of a speaker, from 0.</summary>
    public static string OfSpeaker(int speaker, string field) =>
        string.Create(CultureInfo.InvariantCulture, $"speakers[{speaker}][{field}]");

    /// <summary>One of several files of a field, from 0.</summary>
    public static string Numbered(string field, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{field}[{number}]");

    /// <summary>The file that a field is, or null for any other field.</summary>
    /// <exception cref="ApiException">The file is given in a way that is not supported.</exception>
    public static Reference? Of(string field)
    {
        var match = Pattern().Match(field);
        if (!match.Success)
            return null;
        var sentAs = match.Groups["root"].Value;
        return match.Groups["rest"].Value switch
        {
            "" or "[url]" or "[image_url]" or "[audio_url]" or "[image_url][url]" or "[audio_url][url]" =>
                new Reference(NameOf(sentAs), sentAs),
            "[file_id]" => throw Refusals.Invalid(
                sentAs,
                $"{sentAs} names a file by its id, but this service keeps no files: send the file itself or a data "
                    + "URL."
            ),
            ['[', >= '0' and <= '9', ..] => throw Refusals.Invalid(
                sentAs,
                $"{sentAs} is one file, not a list of them."
            ),
            _ => null,
        };
    }

    /// <summary>The name of a file on the scratch disk and in messages.</summary>
    public static string FileNameOf(string reference) =>
        reference.Replace('[', '.').Replace("]", "", StringComparison.Ordinal);

    /// <summary>Most bytes of a file.</summary>
    public static long LimitOf(string reference, VideoApiOptions options) =>
        reference switch
        {
            Turns or Chapters => TurnsBytes,
            Script => ScriptBytes,
            Captions => CaptionsBytes,
            Cover => CoverBytes,
            Sound => options.SoundBytes,
            _ when reference.EndsWith($"[{Sound}]", StringComparison.Ordinal) => options.SoundBytes,
            _ => options.PictureBytes,
        };

    private static string NameOf(string sentAs) =>
        sentAs == PictureUrl ? Picture : sentAs.Replace(PublicPicture, Picture, StringComparison.Ordinal);

    [GeneratedRegex(
        @"^(?<root>rttm|script|pictures\[(?:0|[1-9]\d?)\]|(?:speakers\[(?:0|[1-9]\d?)\]\[angles\]|angles)\[(?:0|[1-9]\d?)\]|captions|chapters|cover|reference_url|(speakers\[(0|[1-9]\d?)\]\[)?(input|image|audio)_reference(?(1)\]))(?<rest>(\[[^\[\]]*\])*)$"
    )]
    private static partial Regex Pattern();
}
