using OmniAvatar.Media.Provenance;

namespace OmniAvatar.Media.Tests.Provenance;

public sealed class SourceTypesTests
{
    [Theory]
    [InlineData("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", AiShare.All)]
    [InlineData("https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia/", AiShare.All)]
    [InlineData(" trainedAlgorithmicMedia ", AiShare.All)]
    [InlineData("http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia", AiShare.Part)]
    [InlineData("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", AiShare.None)]
    [InlineData("http://example.org/trainedAlgorithmicMedia", AiShare.Unknown)]
    [InlineData("http://cv.iptc.org/newscodes/digitalsourcetype/somethingNew", AiShare.Unknown)]
    [InlineData(null, AiShare.Unknown)]
    public void ShareOf_Code_TellsHowMuchIsAi(string? type, AiShare share)
    {
        SourceTypes.ShareOf(type).ShouldBe(share);
        (SourceTypes.WordsOf(type) is null).ShouldBe(share is AiShare.Unknown);
    }
}
