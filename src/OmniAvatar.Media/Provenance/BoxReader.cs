using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OmniAvatar.Media.Provenance;

/// <summary>A box of an mp4.</summary>
/// <param name="Type">Its four characters.</param>
/// <param name="Content">Where in the file its content begins, behind size and type.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct Box(string Type, long Content, long End)
{
    public long ContentBytes => End - Content;
}

/// <summary>Walks through the boxes of an mp4 from outside (ISO/IEC 14496-12). Nothing of a box is read but its header,
/// and no box may be larger than what it lies in.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="file">The open file.</param>
internal sealed class BoxReader(string path, SafeFileHandle file)
{
    /// <summary>Bytes of a size and a type.</summary>
    public const int HeaderBytes = 8;

    private const int MostBoxes = 1_000_000;
    private const int LongSizeBytes = 8;
    private const uint SizeFollows = 1;
    private const uint ToTheEnd = 0;

    private int _boxes;

    /// <summary>The type of the first box, whatever its size.</summary>
    public string FirstType() => TypeIn(Read(0, HeaderBytes));

    /// <summary>The boxes of the whole file.</summary>
    /// <exception cref="BadInputException">A box contradicts the file's length, or there are too many.</exception>
    public IEnumerable<Box> TopLevel() => Between(0, RandomAccess.GetLength(file), isNested: false);

    /// <summary>The boxes within another.</summary>
    /// <exception cref="BadInputException">A box is larger than the one around it, or there are too many.</exception>
    public IEnumerable<Box> Within(Box box) => Between(box.Content, box.End, isNested: true);

    /// <summary>Reads from the file.</summary>
    /// <exception cref="BadInputException">The file ends before, or cannot be read.</exception>
    public byte[] Read(long offset, int count)
    {
        var content = new byte[count];
        var done = 0;
        try
        {
            while (done < count)
                done += RandomAccess.Read(file, content.AsSpan(done), offset + done) is > 0 and var read
                    ? read
                    : throw new BadInputException($"The video {path} ended while it was read.");
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"The video {path} cannot be read.", e);
        }
        return content;
    }

    private IEnumerable<Box> Between(long start, long end, bool isNested)
    {
        for (var at = start; at < end; )
        {
            // QuickTime ends a list of boxes with four zero bytes, or with none.
            if (isNested && end - at < HeaderBytes)
                yield break;
            var box = BoxAt(at, end);
            yield return box;
            at = box.End;
        }
    }

    private Box BoxAt(long at, long end)
    {
        if (++_boxes > MostBoxes)
            throw new BadInputException($"The video {path} has more than {MostBoxes} boxes.");
        if (end - at < HeaderBytes)
            throw new BadInputException($"The video {path} is damaged: it ends within the box at byte {at}.");
        var header = Read(at, HeaderBytes);
        var type = TypeIn(header);
        var size = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (size == ToTheEnd)
            return new Box(type, at + HeaderBytes, end);
        return size == SizeFollows
            ? Sized(type, at, HeaderBytes + LongSizeBytes, LongSize(at, end), end)
            : Sized(type, at, HeaderBytes, size, end);
    }

    private static string TypeIn(byte[] header) => Encoding.Latin1.GetString(header, 4, 4);

    private ulong LongSize(long at, long end) =>
        end - at < HeaderBytes + LongSizeBytes
            ? throw new BadInputException($"The video {path} is damaged: it ends within the box at byte {at}.")
            : BinaryPrimitives.ReadUInt64BigEndian(Read(at + HeaderBytes, LongSizeBytes));

    private Box Sized(string type, long at, int headerBytes, ulong size, long end)
    {
        if (size < (ulong)headerBytes || size > (ulong)(end - at))
            throw new BadInputException(
                $"The video {path} is damaged: the box at byte {at} says that it has {size} bytes, "
                    + $"and {end - at} are there."
            );
        return new Box(type, at + headerBytes, at + (long)size);
    }
}
