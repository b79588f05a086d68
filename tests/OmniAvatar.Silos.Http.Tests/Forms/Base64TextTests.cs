using System.Text;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Tests.Host;

namespace OmniAvatar.Silos.Http.Tests.Forms;

public sealed class Base64TextTests
{
    [Theory]
    [InlineData(0, 7)]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 1000)]
    [InlineData(100_000, 1000)]
    [InlineData(100_001, 1 << 20)]
    [InlineData(70_000, 5)]
    public async Task Read_TextInPieces_IsTheBytes(int bytes, int piece)
    {
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);

        (await DecodeAsync(Convert.ToBase64String(content), piece)).ShouldBe(content);
        (
            await DecodeAsync(
                Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks) + "\r\n ",
                piece
            )
        ).ShouldBe(content);
    }

    [Theory]
    [InlineData("AAA")]
    [InlineData("AAAAA")]
    [InlineData("AA==AAAA")]
    [InlineData("AAAA====")]
    [InlineData("AA-_")]
    [InlineData("!!")]
    public async Task Read_TextThatIsNone_Throws(string text)
    {
        await Should.ThrowAsync<FormatException>(() => DecodeAsync(text, 1));
        await Should.ThrowAsync<FormatException>(() => DecodeAsync(text, 100));
    }

    private static async Task<byte[]> DecodeAsync(string text, int piece)
    {
        using var content = new MemoryStream();
        await new Base64Text(new PiecewiseStream(Encoding.ASCII.GetBytes(text), piece)).CopyToAsync(content);
        return content.ToArray();
    }
}
