using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Client;
using OmniAvatar.Media.Speakers;

namespace OmniAvatar.Cli.Remote;

/// <summary>The options of <c>submit</c>: those of <c>render</c> that a service takes. What fits together the service
/// says.</summary>
internal sealed class SubmissionOptionSet
{
    private readonly Option<string> _image = Options.Path(
        "--image",
        "FILE",
        "Whom to show: a png, jpeg or webp picture."
    );
    private readonly Option<string> _prompt = Options.Text("--prompt", "TEXT", "What to show in words.");
    private readonly Option<string> _audio = Options.Path("--audio", "FILE", "The speech (default: silence).");
    private readonly Option<double?> _seconds = Options.Real(
        "--seconds",
        "S",
        "Length of the silence where there is no speech (default: 4).",
        0.1,
        86_400
    );
    private readonly Option<string> _model = Options.Text(
        "--model",
        "NAME",
        "The model's name (default: the only one there is)."
    );
    private readonly Option<string> _size = Options.Text("--size", "WxH", "Size of the video in pixels.");
    private readonly Option<long?> _seed = Options.Whole(
        "--seed",
        "Seed of all noise (default: 42).",
        0,
        long.MaxValue
    );
    private readonly Option<long?> _steps = Options.Whole(
        "--steps",
        "Denoising steps (default: the model's).",
        1,
        1000
    );
    private readonly Option<string> _speakers = Options.Path(
        "--speakers",
        "FILE",
        "Several speakers, as for render; instead of --image and --prompt."
    );
    private readonly Option<string> _key = Options.Text(
        "--idempotency-key",
        "KEY",
        "Name this request: sent again under the same name, it makes no second video."
    );
    private readonly IReadOnlyDictionary<string, Option<string>> _others;

    public SubmissionOptionSet() =>
        _others = new Dictionary<string, Option<string>>
        {
            ["negative_prompt"] = Options.Text("--negative-prompt", "TEXT", "What to avoid, in words."),
            ["guidance"] = Options.Text("--guidance", "G", "Guidance towards the prompt."),
            ["audio_guidance"] = Options.Text("--audio-guidance", "A", "Guidance towards the speech."),
            ["overlap"] = Options.Text("--overlap", "N", "Frames that neighbouring segments share, 4n+1."),
            ["max_tokens"] = Options.Text("--max-tokens", "N", "Video tokens of one segment."),
            ["size_table"] = Options.Text("--size-table", "TABLE", "Table of sizes to choose from: 480p or 720p."),
            ["handoff"] = Options.Text("--handoff", "HOW", "How a segment begins: reencode or latents."),
            ["tea_cache"] = Options.Text("--tea-cache", "T", "Skip steps whose input changed less than this."),
            ["shots"] = Options.Text("--shots", "HOW", "How to cut the video: single or auto."),
            ["shot_segments"] = Options.Text("--shot-segments", "N", "Segments of one shot at most."),
            ["crossfade"] = Options.Text("--crossfade", "S", "Seconds in which one shot fades into the next."),
            ["priority"] = Options.Text("--priority", "P", "Among your own videos: batch, normal or interactive."),
            ["mixed_classes"] = Options.Text(
                "--mixed-classes",
                "HOW",
                "Whether segments may come from different kinds of machine: allow or refuse."
            ),
        };

    public void AddTo(Command command)
    {
        Option[] first = [_image, _audio, _prompt, _speakers, _model, _seconds, _size, _seed, _steps];
        foreach (var option in first.Concat(_others.Values).Append(_key))
            command.Add(option);
    }

    /// <exception cref="WrongUseException">Whom to show is missing, or said twice.</exception>
    /// <exception cref="BadInputException">The file of speakers is not as it should be.</exception>
    public VideoSubmission Read(ParseResult parsed)
    {
        var (image, prompt, speakers) = (parsed.GetValue(_image), parsed.GetValue(_prompt), parsed.GetValue(_speakers));
        if (speakers is null ? image is null || prompt is null : image is not null || prompt is not null)
            throw new WrongUseException("'submit' needs --image and --prompt, or --speakers in their place.");
        var submission = ReadAll(parsed) with { Picture = image, Prompt = prompt };
        return speakers is null ? submission : WithSpeakers(submission, SpeakersFile.Read(speakers));
    }

    private VideoSubmission ReadAll(ParseResult parsed)
    {
        var submission = new VideoSubmission
        {
            Sound = parsed.GetValue(_audio),
            Model = parsed.GetValue(_model),
            Seconds = parsed.GetValue(_seconds),
            Size = parsed.GetValue(_size),
            Seed = parsed.GetValue(_seed),
            Steps = parsed.GetValue(_steps),
            Others = _others
                .Where(other => parsed.GetValue(other.Value) is not null)
                .ToDictionary(other => other.Key, other => parsed.GetValue(other.Value)!),
        };
        return parsed.GetValue(_key) is { } key ? submission with { IdempotencyKey = key } : submission;
    }

    private static VideoSubmission WithSpeakers(VideoSubmission submission, SpeakersFile speakers)
    {
        var texts = new Dictionary<string, string>(submission.Others);
        var files = new Dictionary<string, string>();
        for (var i = 0; i < speakers.Speakers.Count; i++)
        {
            var (speaker, name) = (speakers.Speakers[i], string.Create(CultureInfo.InvariantCulture, $"speakers[{i}]"));
            texts[$"{name}[prompt]"] = speakers.Prompts[i];
            files[$"{name}[image_reference]"] = speaker.Picture;
            if (speaker.Label is { } label)
                texts[$"{name}[label]"] = label;
            if (speaker.Sound is { } sound)
                files[$"{name}[audio_reference]"] = sound;
        }
        if (speakers.Rttm is { } rttm)
            files["rttm"] = rttm;
        return submission with { Others = texts, OtherFiles = files };
    }
}
