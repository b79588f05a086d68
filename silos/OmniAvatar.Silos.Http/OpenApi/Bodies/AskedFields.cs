using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Remixes;
using OmniAvatar.Silos.Http.Submissions.Fields;
using OmniAvatar.Values;

namespace OmniAvatar.Silos.Http.OpenApi.Bodies;

/// <summary>The text fields that bodies may have. They are learnt from the readers of the forms themselves, which are
/// given a form with nothing but what is required and note every field that they ask for.</summary>
internal static class AskedFields
{
    private const string Prompt = "prompt";
    private static readonly string FirstSpeaker = References.OfSpeaker(0, "");

    /// <summary>Those of a submission. Its length has the bounds that it has beside speech, which are the wider
    /// ones.</summary>
    public static IReadOnlyDictionary<string, ValueShape> OfSubmission(VideoApiOptions options)
    {
        var form = new SubmissionForm();
        form.Add(Prompt, Prompt);
        AddFile(form, References.Picture);
        AddFile(form, References.Sound);
        return Ask(form, (fields, sent) => SubmissionFields.Read(fields, sent, options));
    }

    /// <summary>Those of one of several speakers, by the names that they have within it.</summary>
    public static IReadOnlyDictionary<string, ValueShape> OfSpeaker(VideoApiOptions options)
    {
        var form = new SubmissionForm();
        form.Add(References.OfSpeaker(0, Prompt), Prompt);
        AddFile(form, References.OfSpeaker(0, References.Picture));
        AddFile(form, References.OfSpeaker(0, References.Sound));
        var speaker = FirstSpeaker[..^2];
        return Ask(form, (fields, sent) => SubmissionFields.Read(fields, sent, options))
            .Where(field => field.Key.StartsWith(speaker, StringComparison.Ordinal))
            .ToDictionary(field => field.Key[speaker.Length..].Trim('[', ']'), field => field.Value);
    }

    /// <summary>Those of a remix.</summary>
    public static IReadOnlyDictionary<string, ValueShape> OfRemix(VideoApiOptions options) =>
        Ask(new SubmissionForm(), (fields, sent) => RemixFields.Read(fields, sent, options));

    private static IReadOnlyDictionary<string, ValueShape> Ask(
        SubmissionForm form,
        Action<FieldReader, SubmissionForm> read
    )
    {
        var fields = new FieldReader(form.Texts);
        read(fields, form);
        return fields.Asked;
    }

    private static void AddFile(SubmissionForm form, string name) =>
        form.Add(new Reference(name, name), new UploadedFile("", 0, ""));
}
