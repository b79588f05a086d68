using OmniAvatar.Media.Speakers;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Submissions.Fields;

/// <summary>The speakers and what each says. One speaker is <c>prompt</c>, <c>image_reference</c> and
/// <c>audio_reference</c>; several are <c>speakers[0][prompt]</c> and so on in their place, each with a track of their
/// own, or with a <c>label</c> that <c>rttm</c> lists in the one recording <c>audio_reference</c>.</summary>
internal sealed class SpeakerFields(FieldReader fields, SubmissionForm form, int longestPrompt)
{
    private const int LongestLabel = 256;
    private const string Prompt = "prompt";
    private const string Label = "label";

    /// <summary>The prompts in order, and the files that go with them.</summary>
    /// <exception cref="ApiException">A field is missing, or is not allowed beside the others.</exception>
    public (IReadOnlyList<string> Prompts, InputFiles Files) Read()
    {
        var count = Enumerable
            .Range(0, References.MostSpeakers + 1)
            .TakeWhile(i => form.Has(References.OfSpeaker(i, References.Picture)))
            .Count();
        if (count > References.MostSpeakers)
            throw Refusals.Invalid("speakers", $"A video has at most {References.MostSpeakers} speakers.");
        return count == 0 ? ReadOne() : ReadAll(count);
    }

    private (IReadOnlyList<string> Prompts, InputFiles Files) ReadOne()
    {
        var picture =
            PathOf(References.Picture)
            ?? throw Refusals.Invalid(
                "input_reference",
                "A picture is needed: send it as input_reference.",
                "missing_required_parameter"
            );
        RefuseIfPresent(References.Turns, "'rttm' is only allowed with 'speakers'.");
        var speaker = new SpeakerFiles(picture, PathOf(References.Sound), null)
        {
            Angles = AnglesOf(References.Angles),
        };
        return ([PromptOf(Prompt)], new InputFiles([speaker]));
    }

    private (IReadOnlyList<string> Prompts, InputFiles Files) ReadAll(int count)
    {
        RefuseIfPresent(
            References.Picture,
            "With 'speakers', each speaker has a picture: leave out 'input_reference'."
        );
        if (AnglesOf(References.Angles).Length > 0)
            throw Refusals.Invalid(References.Angles, "With 'speakers', each speaker has 'angles' of their own.");
        var turns = PathOf(References.Turns);
        var recording = PathOf(References.Sound);
        if ((turns is null) != (recording is null))
            throw Refusals.Invalid(
                References.Sound,
                "With 'speakers', audio_reference is one recording of all speakers and needs 'rttm', which says who "
                    + "speaks when."
            );
        var speakers = Enumerable.Range(0, count).ToArray();
        return (
            [.. speakers.Select(i => PromptOf(References.OfSpeaker(i, Prompt)))],
            new InputFiles([.. speakers.Select(i => Speaker(i, turns is not null))], recording, turns, References.Sound)
        );
    }

    private SpeakerFiles Speaker(int speaker, bool isListed)
    {
        var (sound, label) = (References.OfSpeaker(speaker, References.Sound), References.OfSpeaker(speaker, Label));
        var files = new SpeakerFiles(
            PathOf(References.OfSpeaker(speaker, References.Picture))!,
            PathOf(sound),
            fields.Text(label, LongestLabel)
        )
        {
            Angles = AnglesOf(References.OfSpeaker(speaker, References.Angles)),
        };
        if (isListed && files.Label is null)
            throw Refusals.Invalid(label, "With 'rttm' every speaker needs a 'label'.", "missing_required_parameter");
        if (!isListed && files.Sound is null)
            throw Refusals.Invalid(
                sound,
                "Without 'rttm' every speaker needs an 'audio_reference'.",
                "missing_required_parameter"
            );
        return isListed == files.Sound is null && isListed == files.Label is not null
            ? files
            : throw Refusals.Invalid(
                isListed ? sound : label,
                "A speaker must have either an 'audio_reference' or, with 'rttm', a 'label'."
            );
    }

    private string PromptOf(string name) =>
        fields.Text(name, longestPrompt) is { } prompt && !string.IsNullOrWhiteSpace(prompt)
            ? prompt
            : throw Refusals.Invalid(
                name,
                "A prompt is needed: describe in words what to show.",
                "missing_required_parameter"
            );

    private string[] AnglesOf(string field) => [.. form.FilesOf(field).Select(angle => angle.Path)];

    private string? PathOf(string reference) => form.Files.GetValueOrDefault(reference)?.Path;

    private void RefuseIfPresent(string reference, string sentence)
    {
        if (form.Has(reference))
            throw Refusals.Invalid(form.NameOf(reference), sentence);
    }
}
