using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>Reads a data URL, such as <c>data:image/png;base64,iVBOR…</c>, of any length.</summary>
internal static class DataUrl
{
    private const int LongestHead = 1024;
    private const string Scheme = "data:";
    private const string Base64 = ";base64";

    /// <summary>Reads up to the comma; what comes after it is the content.</summary>
    /// <param name="field">The sender's name of the field.</param>
    /// <param name="text">The URL; null comes back where there is nothing in it.</param>
    /// <param name="cancellation">The client has gone.</param>
    /// <exception cref="ApiException">It is not a data URL with base64.</exception>
    public static async Task<Stream?> OpenAsync(string field, PipeReader text, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await text.ReadAsync(cancellation);
            if (read is { IsCompleted: true, Buffer.IsEmpty: true })
                return null;
            if (read.Buffer.PositionOf((byte)',') is { } comma)
            {
                var head = read.Buffer.Slice(0, comma);
                if (head.Length > LongestHead)
                    throw Refusal(field, Start(head));
                RequireBase64(field, Encoding.Latin1.GetString(head));
                text.AdvanceTo(read.Buffer.GetPosition(1, comma));
                return new Base64Text(text.AsStream());
            }
            if (read.IsCompleted || read.Buffer.Length > LongestHead)
                throw Refusal(field, Start(read.Buffer));
            text.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The refusal of a data URL whose content is not base64.</summary>
    public static ApiException NoBase64(string field) =>
        Refusals.Invalid(field, $"The data URL of {field} must be 'data:TYPE;base64,' followed by base64.");

    private static void RequireBase64(string field, string head)
    {
        if (!head.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Refusal(field, head);
        if (!head.EndsWith(Base64, StringComparison.OrdinalIgnoreCase))
            throw NoBase64(field);
    }

    private static ApiException Refusal(string field, string start)
    {
        if (start.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return NoBase64(field);
        return start.Contains("://", StringComparison.Ordinal)
            ? Refusals.Invalid(
                field,
                $"{field} must be the file itself, a data URL, or an address that begins with https://."
            )
            : Refusals.Invalid(
                field,
                $"{field} must be the file itself (a part with a file name) or a data URL with base64."
            );
    }

    private static string Start(ReadOnlySequence<byte> text) =>
        Encoding.Latin1.GetString(text.Slice(0, Math.Min(text.Length, LongestHead)));
}
