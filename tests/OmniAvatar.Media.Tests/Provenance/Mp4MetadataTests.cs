using OmniAvatar.Media.Provenance;
using static OmniAvatar.Media.Tests.Provenance.MadeBoxes;

namespace OmniAvatar.Media.Tests.Provenance;

public sealed class Mp4MetadataTests : IDisposable
{
    private const string Packet = "<a/>";

    private static readonly Guid ContentCredentials = new("d8fec3d6-1b0e-483c-9297-5828877ec481");

    private readonly ScratchFolder _scratch = new();

    public static TheoryData<string, byte[]> WithPacket =>
        new()
        {
            { "at the end", [.. FileType, .. Box("mdat", new byte[9]), .. Xmp(Packet)] },
            { "before the rest", [.. FileType, .. Xmp(Packet), .. Box("mdat", new byte[9])] },
            { "behind a 64-bit size", [.. FileType, .. LongBox("mdat", 25, new byte[9]), .. Xmp(Packet)] },
            { "in a box to the end", [.. FileType, .. Box("uuid", 0, XmpBytes())] },
            { "in QuickTime's user data", [.. FileType, .. Box("moov", Box("udta", Box("XMP_", "<a/>"u8.ToArray())))] },
            {
                "before QuickTime's four zeros",
                [.. FileType, .. Box("moov", Box("udta", Box("XMP_", "<a/>"u8.ToArray()), new byte[4]))]
            },
        };

    public static TheoryData<string, byte[], string> Bad =>
        new()
        {
            { "text", "Some text of no kind"u8.ToArray(), "is not an mp4 video that can be read." },
            { "zeros", new byte[100], "is not an mp4 video that can be read." },
            { "empty", [], "is empty." },
            { "short", [0, 0, 0], "is not an mp4 video that can be read." },
            { "cut", [.. FileType, .. Box("mdat", 100, new byte[9])], "says that it has 100 bytes, and 17 are there." },
            { "rest", [.. FileType, 0, 0, 0], "is damaged: it ends within the box at byte 20." },
            { "size below the header", [.. FileType, .. Box("mdat", 7)], "says that it has 7 bytes, and 8 are there." },
            {
                "64-bit size",
                [.. FileType, .. LongBox("mdat", ulong.MaxValue)],
                "says that it has 18446744073709551615 bytes, and 16 are there."
            },
            {
                "64-bit size below the header",
                [.. FileType, .. LongBox("mdat", 15)],
                "says that it has 15 bytes, and 16 are there."
            },
            { "64-bit size cut", [.. FileType, .. Box("mdat", 1, new byte[3])], "it ends within the box at byte 20." },
            {
                "larger than the box around it",
                [.. FileType, .. Box("moov", Box("udta", 200, Box("XMP_")))],
                "the box at byte 28 says that it has 200 bytes, and 16 are there."
            },
            {
                "too many packets",
                [.. FileType, .. Enumerable.Repeat(Xmp(Packet), 9).SelectMany(box => box)],
                "has more than 8 XMP packets."
            },
        };

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(WithPacket))]
    public void Read_Packet_IsFoundWhereverItLies(string name, byte[] file)
    {
        var read = Read(file);

        read.Xmp.ShouldHaveSingleItem(name).ShouldBe("<a/>"u8.ToArray());
        read.HasContentCredentials.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Read_BadFile_IsOneSentence(string name, byte[] file, string because) =>
        Should.Throw<BadInputException>(() => Read(file), name).Message.ShouldEndWith(because);

    [Fact]
    public void Read_ContentCredentials_AreNoticed()
    {
        var read = Read([.. FileType, .. Uuid(ContentCredentials, new byte[40]), .. Box("uuid", new byte[3])]);

        read.HasContentCredentials.ShouldBeTrue();
        read.Xmp.ShouldBeEmpty();
    }

    [Fact]
    public void Read_HugePacket_IsRefusedUnread()
    {
        const int Gigabyte = 1 << 30;
        var path = _scratch.Combine("huge.mp4");
        byte[] start = [.. FileType, .. Box("uuid", Gigabyte, XmpBox.Id.ToByteArray(bigEndian: true))];
        using (var file = File.Create(path))
        {
            file.Write(start);
            // Holes take no space.
            file.SetLength(FileType.Length + (long)Gigabyte);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();

        var e = Should.Throw<BadInputException>(() => Mp4Metadata.Read(path, default));

        e.Message.ShouldEndWith("has 1073741800 bytes, and at most 1048576 are read.");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Read_MillionsOfBoxes_EndsSoon()
    {
        var box = Box("free");
        var path = _scratch.Write(
            "many.mp4",
            [.. FileType, .. Enumerable.Repeat(box, 1_000_001).SelectMany(bytes => bytes)]
        );

        Should
            .Throw<BadInputException>(() => Mp4Metadata.Read(path, default))
            .Message.ShouldEndWith("has more than 1000000 boxes.");
    }

    private Mp4Metadata Read(byte[] file) => Mp4Metadata.Read(_scratch.Write("made.mp4", file), default);

    private static byte[] XmpBytes() => Xmp(Packet)[8..];
}
