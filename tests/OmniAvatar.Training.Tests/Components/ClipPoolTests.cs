using OmniAvatar.Datasets.Clips;
using OmniAvatar.Randomness;
using OmniAvatar.Training.Components;

namespace OmniAvatar.Training.Tests.Components;

public class ClipShelfTests
{
    [Fact]
    public void Draw_FromMoreClipsThanFit_ReadsFewAtATimeAndNeverThoseHeldOut()
    {
        var source = new NotedClips();
        var pool = Pool(
            source,
            new ClipUse
            {
                HeldOut = 3,
                InMemory = 4,
                StepsPerPool = 10,
            }
        );

        var drawn = Draw(pool, 0, 40);

        drawn.Max().ShouldBeLessThan(17);
        drawn.Distinct().Count().ShouldBeGreaterThan(8);
        foreach (var steps in drawn.Chunk(10))
            steps.Distinct().Count().ShouldBeLessThanOrEqualTo(4);
        source.Reads.ShouldBeLessThanOrEqualTo(16);
    }

    [Fact]
    public void Draw_TakenUpInTheMiddle_DrawsTheSame()
    {
        var use = new ClipUse
        {
            HeldOut = 3,
            InMemory = 4,
            StepsPerPool = 10,
        };
        var whole = Draw(Pool(new NotedClips(), use), 0, 40);

        Draw(Pool(new NotedClips(), use), 25, 40).ShouldBe(whole[25..]);
    }

    [Fact]
    public void Validated_WithTooFewClips_IsWrongUse() =>
        Should
            .Throw<WrongUseException>(() => new ClipUse { HeldOut = 20 }.Validated(new NotedClips()))
            .Message.ShouldContain("20 clips");

    private static ClipPool<string> Pool(IClipSource source, ClipUse use) =>
        new(source, use, seed: 1, clip => clip.Caption);

    private static int[] Draw(ClipPool<string> pool, int start, int end) =>
        [
            .. Enumerable
                .Range(start, end - start)
                .Select(step => int.Parse(pool.Draw(step, new StepRandom(1).Stream("test", step), default))),
        ];

    private sealed class NotedClips : IClipSource
    {
        public int Reads { get; private set; }

        public int Count => 20;

        public TalkingClip Read(int index, CancellationToken cancellation = default)
        {
            Reads++;
            return new TalkingClip
            {
                Width = 16,
                Height = 16,
                Frames = [],
                Samples = [],
                Caption = $"{index}",
            };
        }
    }
}
