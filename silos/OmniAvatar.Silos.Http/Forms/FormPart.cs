using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>A part of a multipart form: a file or a text.</summary>
internal sealed class FormPart
{
    private const int TextBytes = 1 << 16;

    private readonly MediaTypeHeaderValue? _type;

    private FormPart(string name, ContentDispositionHeaderValue disposition, MultipartSection section)
    {
        (Name, Content) = (name, section.Body);
        _type = MediaTypeHeaderValue.TryParse(section.ContentType, out var type) ? type : null;
        var fileNames = disposition
            .Parameters.Where(p => p.Name.StartsWith("filename", StringComparison.OrdinalIgnoreCase))
            .ToList();
        IsFile = fileNames.Count > 0 || IsOfFile(_type);
        IsUnnamedFile = IsFile && fileNames.All(p => HeaderUtilities.RemoveQuotes(p.Value).Length == 0);
    }

    public string Name { get; }

    public Stream Content { get; }

    /// <summary>Whether it is a file: it has a file name, even an empty one, or its type is not text.</summary>
    public bool IsFile { get; }

    /// <summary>Whether it is a file that has no name.</summary>
    public bool IsUnnamedFile { get; }

    /// <summary>The part of a section, or null where the section has no name.</summary>
    public static FormPart? Of(MultipartSection section)
    {
        if (section.GetContentDispositionHeader() is not { } disposition)
            return null;
        return HeaderUtilities.RemoveQuotes(disposition.Name).Value is { Length: > 0 } name
            ? new FormPart(name, disposition, section)
            : null;
    }

    /// <summary>The part as a short text.</summary>
    /// <exception cref="ApiException">It is too long, or not text in the charset that it states (UTF-8 where it states
    /// none).</exception>
    public async Task<string> TextAsync(CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        var buffer = new byte[4096];
        while (await Content.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            if (text.Length + count > TextBytes)
                throw Refusals.TooLarge(Name, $"'{Name}' may have at most {TextBytes} bytes.");
            text.Write(buffer, 0, count);
        }
        return Decode(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    private static bool IsOfFile(MediaTypeHeaderValue? type) =>
        type is not null
        && !type.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
        && !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private string Decode(ReadOnlySpan<byte> text)
    {
        var stated = HeaderUtilities.RemoveQuotes(_type?.Charset ?? default).Value;
        var charset = string.IsNullOrEmpty(stated) ? Encoding.UTF8.WebName : stated;
        try
        {
            return Encoding
                .GetEncoding(charset, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                .GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Refusals.Invalid(Name, $"'{Name}' is not text in {charset}; send it in UTF-8.");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw Refusals.Invalid(Name, $"'{Name}' is in an unknown charset; send it in UTF-8.");
        }
    }
}
