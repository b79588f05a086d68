using System.Text;
using OmniAvatar.Files;

namespace OmniAvatar.Tests.Files;

public sealed class TextFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-test-");

    public static TheoryData<Encoding> Marked =>
        new(
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            Encoding.Unicode,
            Encoding.BigEndianUnicode,
            Encoding.UTF32,
            new UTF32Encoding(bigEndian: true, byteOrderMark: true)
        );

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Marked))]
    public void Read_ByteOrderMark_IsObeyedAndNoPartOfTheText(Encoding encoding) =>
        Read([.. encoding.GetPreamble(), .. encoding.GetBytes("née 🙂\n")]).ShouldBe("née 🙂\n");

    [Fact]
    public void Read_NoMark_IsUtf8() => Read("née 🙂"u8.ToArray()).ShouldBe("née 🙂");

    [Theory]
    [InlineData("one\ntwo\ncaf\u00e9", 3)]
    [InlineData("one\r\ntwo\r\ncaf\u00e9", 3)]
    [InlineData("one\rtwo\rcaf\u00e9\rmore", 3)]
    [InlineData("\u00e9", 1)]
    public void Read_Latin1_IsRefusedWithItsLine(string text, int line) =>
        Refused(Encoding.Latin1.GetBytes(text))
            .ShouldBe($"Line {line} of the list {PathOf()} is not UTF-8 (byte 0xE9); save the file as UTF-8.");

    [Fact]
    public void Read_Utf16WithoutAMark_IsRefused() =>
        Refused(Encoding.Unicode.GetBytes("text")).ShouldContain("byte order mark");

    [Fact]
    public void Read_HalfAUtf16Character_IsRefused() =>
        Refused([0xFF, 0xFE, (byte)'a', 0, (byte)'b']).ShouldContain("UTF-16");

    [Fact]
    public void Lines_EveryKindOfEnd_AreTheSame() =>
        TextFile.Lines("a\nb\r\nc\r\nd\re").ShouldBe(["a", "b", "c", "d", "e"]);

    [Fact]
    public void Lines_EndAtTheEnd_MakesNoLine() => TextFile.Lines("a\rb\r").ShouldBe(["a", "b"]);

    [Fact]
    public void Read_TooLong_IsRefused()
    {
        File.WriteAllText(PathOf(), "12345");
        Should
            .Throw<BadInputException>(() => TextFile.Read("list", PathOf(), 4))
            .Message.ShouldContain("larger than 4 bytes");
    }

    private string Refused(byte[] content) => Should.Throw<BadInputException>(() => Read(content)).Message;

    private string Read(byte[] content)
    {
        File.WriteAllBytes(PathOf(), content);
        return TextFile.Read("list", PathOf(), 1 << 20);
    }

    private string PathOf() => Path.Combine(_folder.FullName, "list.txt");
}
