using System.Text.RegularExpressions;
using OmniAvatar.Requests.Options;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Submissions.Fields;
using OmniAvatar.Silos.Http.Webhooks;

namespace OmniAvatar.Silos.Http.OpenApi.Bodies;

/// <summary>What fields mean, in words. Those of options come from their table.</summary>
internal static class FieldWords
{
    private static readonly Dictionary<string, string> Others = new()
    {
        ["prompt"] = "What to show, in words.",
        ["label"] = "The speaker's name in `rttm`.",
        ["model"] = "A model's name (default: the only one there is).",
        ["width"] = "In place of `size`, together with `height`.",
        ["height"] = "In place of `size`, together with `width`.",
        [SubmissionFields.FrameCount] = "In place of `seconds`, without speech: the frames of the video.",
        ["fps"] = "Frames a second: only the model's own.",
        ["n"] = "Only 1: a request makes one video.",
        ["user"] = "Has no effect.",
        ["shots"] = "The shots to make again, counted from 1; text with commas between, or a list (default: all).",
        [WebhookFields.Url] = "Who is told of the video.",
        [WebhookFields.Events] =
            $"What is told, separated by commas: {string.Join(", ", WebhookWords.All.Select(known => $"`{known.Word}`"))} "
            + "(default: every end).",
        ["input_reference"] = "Whom to show: a picture as png, jpeg or webp. Another name of it is `image_reference`.",
        [References.Picture] = "Whom to show: a picture as png, jpeg or webp.",
        ["reference_url"] = "Another name of `input_reference`.",
        [References.Sound] = "The speech: any sound or video file that ffmpeg reads (default: silence).",
        [References.Turns] = "Who of several `speakers` speaks when in the one `audio_reference`, as RTTM.",
        [References.Script] = "What happens when, as JSON; a picture in it is called `pictures[0]` and so on.",
        [References.Pictures] = "The pictures of `script`.",
        [References.Angles] = "Other pictures of the speaker.",
        [References.Captions] = "What is written below the picture: SubRip, WebVTT or Whisper's JSON.",
        [References.Chapters] = "Which parts the video has: a time and a title a line, or ffmpeg's metadata.",
        [References.Cover] = "The picture that players show of the video: png or jpeg.",
    };

    /// <summary>What a field means.</summary>
    /// <exception cref="InvalidOperationException">There are no words for it.</exception>
    public static string Of(string name) =>
        RenderOptionTable.OfSubmissions.FirstOrDefault(option => option.Name == name) is { } found
            ? InFields(found.Help)
        : RenderOptionTable.OfSubmissions.FirstOrDefault(option => option.Synonym == name) is { } other
            ? $"Another name of `{other.Name}`."
        : OfOther(name);

    /// <summary>What a field means that is no option.</summary>
    /// <exception cref="InvalidOperationException">There are no words for it.</exception>
    public static string OfOther(string name) =>
        Others.TryGetValue(name, out var words)
            ? words
            : throw new InvalidOperationException($"The document has no words for the field '{name}'.");

    /// <summary>A text of the table in which other options have their names as fields.</summary>
    private static string InFields(string text) =>
        RenderOptionTable.OfSubmissions.Aggregate(
            text,
            (said, option) => Regex.Replace(said, $@"{option.Switch}(?![\w-])", $"`{option.Name}`")
        );
}
