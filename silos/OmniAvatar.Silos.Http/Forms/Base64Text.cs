using System.Buffers;
using System.Buffers.Text;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>The bytes that a text of base64 stands for, decoded while they are read. The framework's transform drops
/// the rest of a text that was cut within a group of four characters; here that is an error.</summary>
/// <param name="text">The text, in ASCII; blanks and line ends in it are passed over.</param>
internal sealed class Base64Text(Stream text) : ReadOnlyStream
{
    private const int TextBytes = 1 << 15;
    private const int CharactersPerGroup = 4;

    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n"u8);

    private readonly byte[] _text = new byte[TextBytes];
    private readonly byte[] _decoded = new byte[TextBytes];
    private int _waiting;
    private int _from;
    private int _to;
    private bool _ended;

    /// <exception cref="FormatException">The text is not base64.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_from == _to)
        {
            if (_ended)
                return 0;
            var count = await text.ReadAsync(_text.AsMemory(_waiting), cancellationToken);
            _ended = count == 0;
            _waiting += WithoutBlanks(_text.AsSpan(_waiting, count));
            Decode();
        }
        var given = Math.Min(buffer.Length, _to - _from);
        _decoded.AsMemory(_from, given).CopyTo(buffer);
        _from += given;
        return given;
    }

    /// <summary>Decodes all but the last group, which may be the one with the padding.</summary>
    private void Decode()
    {
        var ripe = _ended
            ? _waiting
            : Math.Max(0, _waiting - CharactersPerGroup) / CharactersPerGroup * CharactersPerGroup;
        var status = Base64.DecodeFromUtf8(
            _text.AsSpan(0, ripe),
            _decoded,
            out _,
            out var written,
            isFinalBlock: _ended
        );
        if (status != OperationStatus.Done)
            throw new FormatException("The text is not base64.");
        (_from, _to) = (0, written);
        _text.AsSpan(ripe, _waiting - ripe).CopyTo(_text);
        _waiting -= ripe;
    }

    private static int WithoutBlanks(Span<byte> text)
    {
        var kept = text.IndexOfAny(Blanks);
        if (kept < 0)
            return text.Length;
        foreach (var character in text[kept..])
            if (!Blanks.Contains(character))
                text[kept++] = character;
        return kept;
    }
}
