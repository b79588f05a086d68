using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.WebUtilities;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms.Json;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>Reads a multipart form part by part. Only short texts are ever whole in memory.</summary>
internal sealed class MultipartForm(FormFiles files)
{
    /// <summary>Most parts of a form, and most fields of a JSON body.</summary>
    public const int MostFields = 192;

    private const int LongestBoundary = 70; // RFC 2046, 5.1.1

    /// <exception cref="ApiException">The form is damaged or too large, or has a field twice.</exception>
    public async Task<SubmissionForm> ReadAsync(Stream body, string? boundary, CancellationToken cancellation)
    {
        if (boundary is not { Length: > 0 and <= LongestBoundary })
            throw Damaged("The form's Content-Type has no boundary of 1 to 70 characters.");
        var form = new SubmissionForm();
        var reader = new MultipartReader(boundary, body);
        for (var count = 0; await reader.ReadNextSectionAsync(cancellation) is { } section; count++)
        {
            if (count == MostFields)
                throw Damaged($"The form has more than {MostFields} fields.");
            if (FormPart.Of(section) is not { } part)
                throw Damaged("A part of the form has no name.");
            await AddAsync(form, part, cancellation);
        }
        return form;
    }

    private async Task AddAsync(SubmissionForm form, FormPart part, CancellationToken cancellation)
    {
        var reference = References.Of(part.Name);
        if (form.Has(reference?.Name ?? part.Name))
            throw Refusals.Invalid(reference?.SentAs ?? part.Name, $"'{part.Name}' is given twice.");
        if (reference is null)
        {
            if (!part.IsFile)
                form.Add(part.Name, await part.TextAsync(cancellation));
            else if (!part.IsUnnamedFile || await part.Content.ReadAsync(new byte[1], cancellation) > 0)
                throw Refusals.Invalid(part.Name, $"'{part.Name}' cannot be a file.", "unknown_parameter");
        }
        else if (part.IsFile)
        {
            // A browser's form sends an empty file without a name if none was chosen.
            if (
                await files.SaveAsync(reference, part.Content, mayBeEmpty: part.IsUnnamedFile, cancellation) is { } file
            )
                form.Add(reference, file);
        }
        else
        {
            await AddTextAsync(form, reference, part, cancellation);
        }
    }

    /// <summary>A text in place of a file is a data URL, or JSON with one in it.</summary>
    private async Task AddTextAsync(
        SubmissionForm form,
        Reference reference,
        FormPart part,
        CancellationToken cancellation
    )
    {
        var text = PipeReader.Create(part.Content, FormFiles.Reading);
        if (await FirstAsync(text, cancellation) == '{')
            await new JsonForm(files, form, within: part.Name).ReadAsync(text, cancellation);
        else if (await files.SaveUrlAsync(reference, text, cancellation) is { } file)
            form.Add(reference, file);
    }

    /// <summary>The first character that is not a blank; it is not consumed.</summary>
    private static async Task<char?> FirstAsync(PipeReader text, CancellationToken cancellation)
    {
        var read = await text.ReadAsync(cancellation);
        var characters = new SequenceReader<byte>(read.Buffer);
        characters.AdvancePastAny(" \t\r\n"u8);
        char? first = characters.TryPeek(out var character) ? (char)character : null;
        text.AdvanceTo(read.Buffer.Start);
        return first;
    }

    private static ApiException Damaged(string sentence) => Refusals.Invalid(null, sentence, "malformed_body");
}
