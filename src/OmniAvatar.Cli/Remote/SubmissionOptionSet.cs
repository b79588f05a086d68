using System.CommandLine;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Client;
using OmniAvatar.Client.Wire;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Requests.Options;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Remote;

/// <summary>The options of <c>submit</c>: those of <c>render</c> that a service takes. What fits together the service
/// says.</summary>
internal sealed class SubmissionOptionSet
{
    private readonly Option<string> _image = CheckedOption.Path(
        "--image",
        "FILE",
        "Whom to show: a png, jpeg or webp picture, or its address."
    );
    private readonly Option<string> _prompt = CheckedOption.Text("--prompt", "TEXT", "What to show in words.");
    private readonly Option<string> _audio = CheckedOption.Path(
        "--audio",
        "FILE",
        "The speech, or its address (default: silence)."
    );
    private readonly Option<string> _model = CheckedOption.Text(
        "--model",
        "NAME",
        "The model's name (default: the service's only one)."
    );
    private readonly Option<string> _speakers = CheckedOption.Path(
        "--speakers",
        "FILE",
        "Several speakers, as for render; instead of --image and --prompt."
    );
    private readonly EpisodeFiles _episode = new();
    private readonly Option<string> _key = CheckedOption.Text(
        "--idempotency-key",
        "KEY",
        "A name for this request; sending it again under the same name makes no second video."
    );
    private readonly Option<string> _webhook = CheckedOption.Text(
        "--webhook",
        "URL",
        "Where the service tells of the video's end; 'webhooks secret' makes the secret that signs it."
    );
    private readonly Option<string> _webhookEvents = CheckedOption.Text(
        "--webhook-events",
        "LIST",
        $"What is told, separated by commas: {WebhookEventTypes.Completed}, {WebhookEventTypes.Failed}, "
            + $"{WebhookEventTypes.Cancelled}, {WebhookEventTypes.Progress} (default: every end)."
    );
    private readonly ChoiceOptionSet _choices = new(RenderOptionTable.OfSubmissions);

    public void AddTo(Command command)
    {
        foreach (
            var option in (Option[])
                [
                    _image,
                    _audio,
                    _prompt,
                    _speakers,
                    _model,
                    .. _choices.All,
                    .. _episode.All,
                    _webhook,
                    _webhookEvents,
                    _key,
                ]
        )
            command.Add(option);
    }

    /// <exception cref="WrongUseException">Whom to show is missing, or said twice.</exception>
    /// <exception cref="BadInputException">The file of speakers is not valid.</exception>
    public VideoSubmission Read(ParseResult parsed)
    {
        var (image, prompt, speakers) = (parsed.GetValue(_image), parsed.GetValue(_prompt), parsed.GetValue(_speakers));
        if (
            speakers is null
                ? image is null || prompt is null
                : image is not null || prompt is not null || _episode.Angles(parsed).Count > 0
        )
            throw new WrongUseException("'submit' needs --image and --prompt, or --speakers in their place.");
        var submission = speakers is null ? OfOne(parsed, image!, prompt!) : OfAll(parsed, SpeakersFile.Read(speakers));
        if (_episode.Script(parsed) is { } path)
        {
            var (script, pictures) = ScriptFile.ForService(path, VideoSubmission.PictureName);
            submission = submission with { Script = script, Pictures = pictures };
        }
        submission = submission with
        {
            Captions = _episode.Captions(parsed),
            Chapters = _episode.Chapters(parsed),
            Cover = _episode.Cover(parsed),
            WebhookUrl = parsed.GetValue(_webhook),
            WebhookEvents = parsed.GetValue(_webhookEvents) is { } events ? [events] : [],
        };
        return parsed.GetValue(_key) is { } key ? submission with { IdempotencyKey = key } : submission;
    }

    private VideoSubmission OfOne(ParseResult parsed, string image, string prompt) =>
        new()
        {
            Choices = _choices.Read(parsed, [prompt]),
            Speakers = [new SubmittedSpeaker(image, parsed.GetValue(_audio)) { Angles = _episode.Angles(parsed) }],
            Model = parsed.GetValue(_model),
        };

    private VideoSubmission OfAll(ParseResult parsed, SpeakersFile file) =>
        new()
        {
            Choices = _choices.Read(parsed, file.Prompts),
            Speakers =
            [
                .. file.Speakers.Select(speaker => new SubmittedSpeaker(speaker.Picture, speaker.Sound, speaker.Label)
                {
                    Angles = speaker.Angles,
                }),
            ],
            Recording = parsed.GetValue(_audio),
            Turns = file.Rttm,
            Model = parsed.GetValue(_model),
        };
}
