using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace OmniAvatar.Diffusion.TextEncoders.Prompts;

/// <summary>Reads UTF-8, and the two common departures from it: CESU-8 (surrogate pairs of three bytes each) and Java's
/// two-byte zero.</summary>
internal static class Utf8Variants
{
    private const int SurrogatePairLength = 6;

    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>The text; false when the bytes are not of that form.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = Strict.GetString(ToPlainUtf8(bytes));
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }

    private static byte[] ToPlainUtf8(ReadOnlySpan<byte> bytes)
    {
        var plain = new List<byte>(bytes.Length);
        Span<byte> buffer = stackalloc byte[4];
        while (!bytes.IsEmpty)
        {
            if (bytes is [0xC0, 0x80, ..])
            {
                plain.Add(0);
                bytes = bytes[2..];
            }
            else if (
                bytes
                is [0xED, >= 0xA0 and <= 0xAF, >= 0x80 and <= 0xBF, 0xED, >= 0xB0 and <= 0xBF, >= 0x80 and <= 0xBF, ..]
            )
            {
                plain.AddRange(buffer[..RuneOf(bytes).EncodeToUtf8(buffer)]);
                bytes = bytes[SurrogatePairLength..];
            }
            else
            {
                plain.Add(bytes[0]);
                bytes = bytes[1..];
            }
        }
        return [.. plain];
    }

    private static Rune RuneOf(ReadOnlySpan<byte> pair) =>
        new(
            (char)(0xD000 | ((pair[1] & 0x3F) << 6) | (pair[2] & 0x3F)),
            (char)(0xD000 | ((pair[4] & 0x3F) << 6) | (pair[5] & 0x3F))
        );
}
