using System.Buffers.Binary;
using System.Text;

namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>Reads the fields of one protobuf message one after the other, trusting nothing.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private ReadOnlySpan<byte> _rest = message;
    private WireType _type;

    private enum WireType
    {
        Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5,
    }

    /// <summary>Goes to the next field, whose value must then be read or skipped. False at the message's end.</summary>
    public bool Next(out int field)
    {
        field = 0;
        if (_rest.IsEmpty)
            return false;
        var tag = ReadVarint();
        if (tag > uint.MaxValue || tag >> 3 == 0)
            throw Damaged();
        field = (int)(tag >> 3);
        _type = (WireType)(tag & 7);
        return true;
    }

    /// <summary>Steps over a value that is not wanted.</summary>
    public void Skip()
    {
        switch (_type)
        {
            case WireType.Varint:
                ReadVarint();
                break;
            case WireType.Fixed64:
                Take(8);
                break;
            case WireType.Fixed32:
                Take(4);
                break;
            case WireType.Bytes:
                ReadBytes();
                break;
            default:
                throw Damaged();
        }
    }

    public int ReadInt32()
    {
        Expect(WireType.Varint);
        return unchecked((int)ReadVarint());
    }

    public bool ReadBool()
    {
        Expect(WireType.Varint);
        return ReadVarint() != 0;
    }

    public float ReadSingle()
    {
        Expect(WireType.Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));
    }

    public ReadOnlySpan<byte> ReadBytes()
    {
        Expect(WireType.Bytes);
        var length = ReadVarint();
        return length <= (ulong)_rest.Length ? Take((int)length) : throw Damaged();
    }

    public string ReadString()
    {
        try
        {
            return StrictUtf8.GetString(ReadBytes());
        }
        catch (DecoderFallbackException)
        {
            throw Damaged();
        }
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        throw Damaged();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw Damaged();
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private readonly void Expect(WireType type)
    {
        if (_type != type)
            throw Damaged();
    }

    private static BadInputException Damaged() =>
        new("The tokenizer file is damaged: it is not a valid protobuf message.");
}
