using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>Reads a multipart form part by part; no part is ever in memory as a whole but a short text.</summary>
internal sealed class MultipartForm(FormFiles files)
{
    /// <summary>Most parts of a form, and most fields of a JSON body.</summary>
    public const int MostFields = 192;

    private const int LongestBoundary = 70; // RFC 2046, 5.1.1
    private const int TextBytes = 1 << 16;

    /// <exception cref="ApiException">The form is damaged or too large, or has a field twice.</exception>
    public async Task<SubmissionForm> ReadAsync(Stream body, string? boundary, CancellationToken cancellation)
    {
        if (boundary is not { Length: > 0 and <= LongestBoundary }) throw Damaged("The form has no boundary of 1 to 70 characters.");
        var form = new SubmissionForm();
        var reader = new MultipartReader(boundary, body);
        for (var count = 0; await reader.ReadNextSectionAsync(cancellation) is { } section; count++)
        {
            if (count == MostFields) throw Damaged($"The form has more than {MostFields} fields.");
            if (section.GetContentDispositionHeader() is not { } disposition || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { Length: > 0 } name)
                throw Damaged("A part of the form has no name.");
            await AddAsync(form, name, disposition.IsFileDisposition(), section.Body, cancellation);
        }
        return form;
    }

    private async Task AddAsync(SubmissionForm form, string name, bool isFile, Stream content, CancellationToken cancellation)
    {
        var reference = References.NameOf(name);
        if (form.Has(reference ?? name)) throw Refusals.Invalid(name, $"'{name}' is given twice.");
        if (isFile)
        {
            if (reference is null) throw Refusals.Invalid(name, $"'{name}' cannot be a file.", "unknown_parameter");
            form.Add(reference, await files.SaveAsync(reference, content, cancellation));
        }
        else if (reference is not null)
        {
            // A text in place of a file is a data URL.
            form.Add(reference, await files.SaveAsync(reference, await TextAsync(name, content, files.LongestUrl, cancellation), cancellation));
        }
        else
        {
            form.Add(name, await TextAsync(name, content, TextBytes, cancellation));
        }
    }

    private static async Task<string> TextAsync(string name, Stream content, long limit, CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        var buffer = new byte[4096];
        while (await content.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            if (text.Length + count > limit) throw Refusals.TooLarge(name, $"'{name}' may have at most {limit} bytes.");
            text.Write(buffer, 0, count);
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static ApiException Damaged(string sentence) => Refusals.Invalid(null, sentence, "malformed_body");
}
