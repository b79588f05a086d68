using Microsoft.Win32.SafeHandles;

namespace OmniAvatar.Media.Provenance;

/// <summary>What an mp4 or QuickTime file has of metadata, beside what ffprobe shows.</summary>
/// <param name="Xmp">Its XMP packets, in the file's order; there should be one.</param>
/// <param name="HasContentCredentials">Whether it has C2PA content credentials, which nothing here verifies.</param>
internal sealed record Mp4Metadata(IReadOnlyList<byte[]> Xmp, bool HasContentCredentials)
{
    /// <summary>Bytes that a packet may have. What cameras and editors write has some thousands.</summary>
    public const int MostXmpBytes = 1 << 20;

    private const int MostPackets = 8;

    /// <summary>The id of the <c>uuid</c> box that holds C2PA's manifests.</summary>
    private static readonly Guid ContentCredentials = new("d8fec3d6-1b0e-483c-9297-5828877ec481");

    /// <summary>Boxes that such a file may begin with; QuickTime had files before it had <c>ftyp</c>.</summary>
    private static readonly string[] FirstBoxes = ["ftyp", "styp", "moov", "mdat", "free", "skip", "wide", "pnot"];

    /// <summary>Reads a file that may hold anything.</summary>
    /// <exception cref="BadInputException">It is no mp4, is damaged, or has more than is read.</exception>
    public static Mp4Metadata Read(string path, CancellationToken cancellation)
    {
        InputFile.ThrowIfUnusable("video", path);
        using var file = Open(path);
        var boxes = new BoxReader(path, file);
        if (RandomAccess.GetLength(file) < BoxReader.HeaderBytes || !FirstBoxes.Contains(boxes.FirstType()))
            throw NoMp4(path);
        var packets = new List<byte[]>();
        var hasCredentials = false;
        foreach (var box in boxes.TopLevel())
        {
            cancellation.ThrowIfCancellationRequested();
            var id = IdOf(boxes, box);
            hasCredentials |= id == ContentCredentials;
            if (id == XmpBox.Id)
                Add(packets, path, boxes, box.Content + XmpBox.IdBytes, box.End);
            else if (box.Type == "moov")
                AddQuickTime(packets, path, boxes, box);
        }
        return new Mp4Metadata(packets, hasCredentials);
    }

    /// <summary>What to throw for a file of another kind.</summary>
    public static BadInputException NoMp4(string path) => new($"The file {path} is not an mp4 video that can be read.");

    /// <summary>QuickTime keeps XMP among the film's user data.</summary>
    private static void AddQuickTime(List<byte[]> packets, string path, BoxReader boxes, Box film)
    {
        foreach (var data in boxes.Within(film).Where(box => box.Type == "udta"))
        foreach (var xmp in boxes.Within(data).Where(box => box.Type == "XMP_"))
            Add(packets, path, boxes, xmp.Content, xmp.End);
    }

    private static void Add(List<byte[]> packets, string path, BoxReader boxes, long start, long end)
    {
        if (end - start > MostXmpBytes)
            throw new BadInputException(
                $"The XMP in {path} has {end - start} bytes, and at most {MostXmpBytes} are read."
            );
        if (packets.Count == MostPackets)
            throw new BadInputException($"The video {path} has more than {MostPackets} XMP packets.");
        packets.Add(boxes.Read(start, (int)(end - start)));
    }

    private static Guid? IdOf(BoxReader boxes, Box box) =>
        box.Type == "uuid" && box.ContentBytes >= XmpBox.IdBytes
            ? new Guid(boxes.Read(box.Content, XmpBox.IdBytes), bigEndian: true)
            : null;

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"The video {path} cannot be read.", e);
        }
    }
}
