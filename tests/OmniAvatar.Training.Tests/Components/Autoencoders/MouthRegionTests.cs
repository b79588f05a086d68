using OmniAvatar.Datasets.Clips;
using OmniAvatar.Training.Components.Autoencoders;

namespace OmniAvatar.Training.Tests.Components.Autoencoders;

public class MouthRegionTests
{
    private static readonly TalkingClip Clip = new DrawnClips(1, frames: 25).Read(0);

    [Fact]
    public void Find_InAFaceThatSpeaks_IsAroundTheMouth()
    {
        var region = MouthRegion.Find(Clip).ShouldNotBeNull();

        region.Contains(24, 16).ShouldBeTrue();
        region.Contains(5, 16).ShouldBeFalse();
        (region.Height * region.Width).ShouldBeLessThan(32 * 32 / 2);
    }

    [Fact]
    public void Find_WhereNobodyKnowsTheOpening_IsNothing() =>
        MouthRegion.Find(Clip with { MouthOpening = [] }).ShouldBeNull();

    [Fact]
    public void Find_WhereTheMouthNeverMoves_IsNothing() =>
        MouthRegion.Find(Clip with { MouthOpening = new float[25] }).ShouldBeNull();
}
