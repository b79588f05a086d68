using System.Globalization;
using System.Text.RegularExpressions;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Requests;
using OmniAvatar.Requests.Options;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Submissions;
using OmniAvatar.Silos.Http.Webhooks;

namespace OmniAvatar.Silos.Http.Remixes;

/// <summary>What a remix asks for.</summary>
/// <param name="Shots">The shots to make again, from 0; null for all.</param>
/// <param name="Choices">What is made otherwise in them, the picture aside.</param>
/// <param name="Picture">Another picture, or null.</param>
/// <param name="DrawsSeed">Whether the seed is to be drawn: it was asked for, or nothing else is made
/// otherwise.</param>
/// <param name="Webhook">Who is told of the new video, or null.</param>
internal sealed record RemixFields(
    IReadOnlyList<int>? Shots,
    RenderChoices Choices,
    UploadedFile? Picture,
    bool DrawsSeed,
    JobWebhook? Webhook
)
{
    private const string ShotsField = "shots";
    private const int MostDigits = 6;
    private const int LongestList = 1 << 16;

    private static readonly RenderOption[] Options =
    [
        DenoisingOptions.Steps,
        DenoisingOptions.Guidance,
        DenoisingOptions.AudioGuidance,
    ];

    /// <exception cref="ApiException">A field is unknown, or has a value that it cannot have.</exception>
    public static RemixFields Read(SubmissionForm form, VideoApiOptions options) =>
        Read(new FieldReader(form.Texts), form, options);

    internal static RemixFields Read(FieldReader fields, SubmissionForm form, VideoApiOptions options)
    {
        var shots = ReadShots(fields, form);
        var prompt = fields.Word("prompt", options.PromptCharacters);
        var (seed, isDrawn) = DrawnSeed.Read(fields);
        var webhook = WebhookFields.Read(fields);
        var choices = Options.Aggregate(
            new RenderChoices { Prompts = prompt is null ? [] : [prompt], Seed = seed },
            (chosen, option) => fields.Choose(option, chosen, options.PromptCharacters)
        );
        fields.Finish();
        if (form.Files.Keys.FirstOrDefault(name => name != References.Picture) is { } other)
            throw Refusals.Invalid(
                form.NameOf(other),
                $"A remix takes no '{form.NameOf(other)}': the sound and who speaks when stay as they are."
            );
        var picture = form.Files.GetValueOrDefault(References.Picture);
        var isOnlyAgain =
            picture is null && choices is { Prompts: [], Seed: null, Steps: null, Guidance: null, AudioGuidance: null };
        return new RemixFields(shots, choices, picture, isDrawn || isOnlyAgain, webhook);
    }

    /// <summary>A list as JSON has it, or numbers with commas between.</summary>
    private static List<int>? ReadShots(FieldReader fields, SubmissionForm form)
    {
        var texts = (fields.Word(ShotsField, LongestList) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var listed = form.Texts.Keys.Where(IsOfList).Select(name => fields.Word(name) ?? "");
        var shots = texts.Concat(listed).Select(Number).ToList();
        return shots.Count > 0 ? shots : null;
    }

    private static bool IsOfList(string name) => Regex.IsMatch(name, $@"^{ShotsField}\[\d{{0,{MostDigits}}}\]$");

    private static int Number(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number - 1
            : throw Refusals.Invalid(ShotsField, $"'{ShotsField}' must be a list of shots' numbers, counted from 1.");
}
