namespace OmniAvatar.Silos.Http.Forms;

/// <summary>The fields that are files: a part of a multipart form, or a data URL.</summary>
internal static class References
{
    public const string Picture = "image_reference";
    public const string Sound = "audio_reference";

    /// <summary>What a field that is a file is called here, or null for any other.</summary>
    public static string? NameOf(string field) => field switch
    {
        // input_reference is the public API's name of the picture.
        "input_reference" or "input_reference[image_url]" or Picture or $"{Picture}[image_url]" => Picture,
        Sound or $"{Sound}[audio_url]" => Sound,
        _ => null,
    };

    /// <summary>Most bytes of a file.</summary>
    public static long LimitOf(string reference, VideoApiOptions options) => reference == Picture ? options.PictureBytes : options.SoundBytes;
}
