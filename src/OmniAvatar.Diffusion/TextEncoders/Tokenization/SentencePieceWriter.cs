using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>Writes a Unigram vocabulary as <c>spiece.model</c>, in the fields that <see cref="SentencePieceFile"/> and
/// SentencePiece itself read.</summary>
public static class SentencePieceWriter
{
    private const int UnigramModel = 1;

    /// <summary>The file's bytes. Characters are not replaced (SentencePiece's rule "identity").</summary>
    /// <param name="pieces">All pieces in order of id; among them <c>&lt;pad&gt;</c>, <c>&lt;/s&gt;</c>, one unknown
    /// piece and all 256 byte pieces.</param>
    public static byte[] Write(IReadOnlyList<SentencePiece> pieces)
    {
        var model = new SentencePieceModel(pieces, "</s>", "<pad>", hasByteFallback: true);
        var file = new MessageWriter();
        foreach (var piece in pieces)
            file.Bytes(
                1,
                new MessageWriter().Text(1, piece.Text).Single(2, piece.Score).Number(3, (int)piece.Kind).Written
            );
        file.Bytes(2, Trainer(model));
        file.Bytes(3, new MessageWriter().Text(1, "identity").Number(3, 1).Number(4, 1).Number(5, 1).Written);
        return file.Written.ToArray();
    }

    private static ReadOnlySpan<byte> Trainer(SentencePieceModel model) =>
        new MessageWriter()
            .Number(3, UnigramModel)
            .Number(4, model.Pieces.Count)
            .Number(35, 1) // byte_fallback
            .Number(40, model.UnknownId)
            .Number(41, -1) // no begin-of-sequence piece
            .Number(42, model.EndId)
            .Number(43, model.PadId)
            .Text(45, model.Pieces[model.UnknownId].Text)
            .Text(47, model.Pieces[model.EndId].Text)
            .Text(48, model.Pieces[model.PadId].Text)
            .Written;

    /// <summary>One protobuf message in the making.</summary>
    private sealed class MessageWriter
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();

        public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

        public MessageWriter Number(int field, int value)
        {
            Varint((ulong)field << 3);
            Varint((ulong)(long)value); // a negative number takes ten bytes, as protobuf has it
            return this;
        }

        public MessageWriter Single(int field, float value)
        {
            Varint(((ulong)field << 3) | 5);
            BinaryPrimitives.WriteSingleLittleEndian(_buffer.GetSpan(sizeof(float)), value);
            _buffer.Advance(sizeof(float));
            return this;
        }

        public MessageWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public MessageWriter Bytes(int field, ReadOnlySpan<byte> value)
        {
            Varint(((ulong)field << 3) | 2);
            Varint((ulong)value.Length);
            _buffer.Write(value);
            return this;
        }

        private void Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
                Byte((byte)(value | 0x80));
            Byte((byte)value);
        }

        private void Byte(byte value)
        {
            _buffer.GetSpan(1)[0] = value;
            _buffer.Advance(1);
        }
    }
}
