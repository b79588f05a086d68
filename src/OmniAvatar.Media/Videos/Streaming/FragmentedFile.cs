using System.Buffers.Binary;

namespace OmniAvatar.Media.Videos.Streaming;

/// <summary>A fragmented mp4 that we wrote: its header, then the boxes of its one fragment.</summary>
internal static class FragmentedFile
{
    private const int BoxHead = 8;
    private const int MostHeaderBytes = 1 << 20;

    /// <summary>Writes what is before the first fragment into one file, and the rest into another; both appear
    /// whole.</summary>
    /// <exception cref="RenderFailedException">There is no fragment, or the disk is full.</exception>
    public static async Task SplitAsync(
        string path,
        string headerPath,
        string mediaPath,
        CancellationToken cancellation
    )
    {
        try
        {
            await using var file = File.OpenRead(path);
            var header = new byte[await HeaderBytesAsync(file, cancellation)];
            file.Position = 0;
            await file.ReadExactlyAsync(header, cancellation);
            using (var part = new PartialFile(mediaPath))
            {
                await using (var media = File.Create(part.Path))
                    await file.CopyToAsync(media, cancellation);
                part.Complete();
            }
            using var first = new PartialFile(headerPath);
            await File.WriteAllBytesAsync(first.Path, header, cancellation);
            first.Complete();
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(mediaPath, e);
        }
    }

    private static async Task<long> HeaderBytesAsync(FileStream file, CancellationToken cancellation)
    {
        var head = new byte[BoxHead];
        while (file.Position < Math.Min(file.Length - BoxHead, MostHeaderBytes))
        {
            var start = file.Position;
            await file.ReadExactlyAsync(head, cancellation);
            if (head.AsSpan(4).SequenceEqual("moof"u8))
                return start;
            var bytes = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (bytes < BoxHead)
                break;
            file.Position = start + bytes;
        }
        throw new RenderFailedException("The part of the stream could not be made: it holds no frames.");
    }
}
