using System.Text;
using OmniAvatar.Media.Provenance;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Tests.Provenance;

public sealed class XmpReaderTests
{
    private const string Type = SourceTypes.TrainedAlgorithmicMedia;

    [Fact]
    public void Read_OwnPacket_SaysWhatWasWritten()
    {
        var read = XmpReader.Read("x", XmpPacket.Of(new VideoProvenance("job", "<&\"\u0001é", "identity", "hash")));

        read.ShouldBe(
            new XmpStatement
            {
                DigitalSourceType = Type,
                CreatorTool = XmpPacket.CreatorTool,
                Model = "<&\"\uFFFDé",
                ModelIdentity = "identity",
                Job = "job",
                RequestSha256 = "hash",
            }
        );
        XmpPacket.CreatorTool.ShouldMatch(@"^OmniAvatar\.Cluster \d+\.\d+\.\d+$");
    }

    [Fact]
    public void Read_OwnPacketWithoutAModelsName_HasNone() =>
        XmpReader.Read("x", XmpPacket.Of(new VideoProvenance("job", null, "identity", "hash"))).Model.ShouldBeNull();

    [Theory]
    [InlineData($"<ext:DigitalSourceType>{Type}</ext:DigitalSourceType>", "")]
    [InlineData($"<ext:DigitalSourceType rdf:resource=\"{Type}\"/>", "")]
    [InlineData($"<ext:DigitalSourceType><rdf:Bag><rdf:li>{Type}</rdf:li></rdf:Bag></ext:DigitalSourceType>", "")]
    [InlineData("", $"ext:DigitalSourceType=\"{Type}\"")]
    [InlineData($"<ext:DigitalSourceType>\n  {Type}\n</ext:DigitalSourceType>", "")]
    public void Read_SourceTypeInAnyForm_IsFound(string properties, string attributes) =>
        Read(MadeBoxes.Packet(properties, attributes)).DigitalSourceType.ShouldBe(Type);

    [Fact]
    public void Read_ToolAndModelOfOthers_AreFound()
    {
        var read = Read(
            MadeBoxes.Packet(
                "<ext:AISystemUsed>Painter</ext:AISystemUsed><ext:AISystemVersionUsed>3</ext:AISystemVersionUsed>",
                "xmp:CreatorTool=\"Some Editor 7\""
            )
        );

        (read.Model, read.CreatorTool, read.DigitalSourceType).ShouldBe(("Painter 3", "Some Editor 7", null));
    }

    [Fact]
    public void Read_OtherEncodingsAndZerosBehind_AreRead()
    {
        var packet = MadeBoxes.Packet($"<ext:DigitalSourceType>{Type}</ext:DigitalSourceType>");

        XmpReader
            .Read("x", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(packet)).ToArray())
            .DigitalSourceType.ShouldBe(Type);
        XmpReader.Read("x", [.. Encoding.UTF8.GetBytes(packet), 0, 0]).DigitalSourceType.ShouldBe(Type);
    }

    [Fact]
    public void Read_XmlWithoutXmp_SaysNothing() => Read("<a/>").IsEmpty.ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("no xml")]
    [InlineData("<x:xmpmeta xmlns:x='adobe:ns:meta/'>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'bb'>]><a>&b;</a>")]
    [InlineData("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>")]
    public void Read_NoXml_IsBadInput(string packet) =>
        Should
            .Throw<BadInputException>(() => Read(packet))
            .Message.ShouldBe("The XMP in x is damaged and cannot be read.");

    [Theory]
    [InlineData(100_000, 1)]
    [InlineData(70, 1)]
    [InlineData(1, 30_000)]
    public void Read_TooDeepOrTooMany_IsBadInput(int depth, int count)
    {
        var nested = string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth));
        var packet = $"<r>{string.Concat(Enumerable.Repeat(nested, count))}</r>";

        Should.Throw<BadInputException>(() => Read(packet)).Message.ShouldContain("nested deeper than 64 levels");
    }

    private static XmpStatement Read(string packet) => XmpReader.Read("x", Encoding.UTF8.GetBytes(packet));
}
