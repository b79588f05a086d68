using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace OmniAvatar.Diffusion.TextEncoders.Prompts;

/// <summary>
/// A single-byte encoding that text may have been read in by mistake. "Sloppy" ones, as browsers read them, let the
/// bytes that the encoding leaves unassigned stand for the control characters of the same number, and keep U+FFFD, a
/// character already lost, as byte 1A.
/// </summary>
internal sealed class LegacyEncoding
{
    /// <summary>The byte that stands for U+FFFD in a sloppy encoding.</summary>
    public const byte Lost = 0x1A;

    private readonly char[] _characters = new char[256];
    private readonly Dictionary<char, byte> _bytes = [];

    private LegacyEncoding(int codePage, bool isSloppy)
    {
        IsSloppy = isSloppy;
        IsMacRoman = codePage == MacRomanCodePage;
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
        for (var value = 0; value < 256; value++)
        {
            var character = encoding.GetChars([(byte)value])[0];
            // The platform's Windows tables give unassigned bytes private characters, and MacRoman's the ohm sign for
            // the omega.
            if (isSloppy && character is >= '\uE000' and <= '\uF8FF')
                character = (char)value;
            if (character == '\u2126')
                character = '\u03A9';
            _characters[value] = isSloppy && value == Lost ? '\uFFFD' : character;
            _bytes.TryAdd(_characters[value], (byte)value);
        }
    }

    private const int MacRomanCodePage = 10000;

    /// <summary>ISO 8859-1: every byte is the character of the same number.</summary>
    public static LegacyEncoding Latin1 { get; } = new(28591, isSloppy: false);

    /// <summary>Windows' Western encoding.</summary>
    public static LegacyEncoding Windows1252 { get; } = new(1252, isSloppy: true);

    /// <summary>The encodings tried, the likeliest first.</summary>
    public static IReadOnlyList<LegacyEncoding> All { get; } =
    [
        Latin1,
        Windows1252,
        new(1251, true),
        new(1250, true),
        new(1253, true),
        new(1254, true),
        new(1257, true),
        new(28592, false),
        new(MacRomanCodePage, false),
        new(437, false),
    ];

    /// <summary>The encodings in which letters begin UTF-8 sequences: <see cref="All"/> up to Windows' Baltic
    /// one.</summary>
    public static IEnumerable<LegacyEncoding> LikeLatin1 => All.Take(7);

    public bool IsSloppy { get; }

    public bool IsMacRoman { get; }

    /// <summary>The character that a byte is read as.</summary>
    public char this[byte value] => _characters[value];

    /// <summary>The bytes that this text would be in the encoding; false when a character is not in it.</summary>
    public bool TryEncode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[text.Length];
        for (var index = 0; index < text.Length; index++)
        {
            if (!_bytes.TryGetValue(text[index], out bytes[index]))
            {
                bytes = null;
                return false;
            }
        }
        return true;
    }
}
