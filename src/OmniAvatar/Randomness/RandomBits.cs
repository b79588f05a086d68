using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OmniAvatar.Randomness;

/// <summary>Random bits that follow from a name: the same on every machine, and whatever was drawn before.</summary>
public static class RandomBits
{
    /// <summary>64 bits: the first 8 bytes of SHA-256 over the name, little-endian.</summary>
    public static ulong Of(ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>The higher 53 bits as a number in [0, 1).</summary>
    public static double Unit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));
}
