using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>Tells the address of a file from the file itself in a data URL.</summary>
internal static class AddressText
{
    private const int LongestAddress = 4096;

    private static readonly string[] Schemes = ["https://", "http://"];

    private static int LongestScheme => Schemes.Max(scheme => scheme.Length);

    /// <summary>The address that a text is, or null for any other text, of which nothing is consumed then.</summary>
    /// <param name="text">The text; of an address at most 4096 bytes are read.</param>
    /// <param name="cancellation">The client has gone.</param>
    public static async Task<string?> ReadAsync(PipeReader text, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await text.ReadAsync(cancellation);
            var isAddress = IsAddress(read.Buffer);
            var isKnown = read.IsCompleted || read.Buffer.Length >= (isAddress ? LongestAddress : LongestScheme);
            if (!isKnown)
            {
                text.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            if (isAddress)
                return Encoding
                    .UTF8.GetString(read.Buffer.Slice(0, Math.Min(read.Buffer.Length, LongestAddress)))
                    .Trim();
            text.AdvanceTo(read.Buffer.Start);
            return null;
        }
    }

    private static bool IsAddress(ReadOnlySequence<byte> text)
    {
        var start = Encoding.Latin1.GetString(text.Slice(0, Math.Min(text.Length, LongestScheme)));
        return Array.Exists(Schemes, scheme => start.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
    }
}
