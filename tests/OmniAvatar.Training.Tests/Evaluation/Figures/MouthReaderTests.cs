using OmniAvatar.Training.Evaluation.Figures;
using OmniAvatar.Training.Synthetic;
using OmniAvatar.Training.Synthetic.Clips;
using OmniAvatar.Training.Synthetic.Faces;
using Xunit.Abstractions;

namespace OmniAvatar.Training.Tests.Evaluation.Figures;

/// <summary>What is read from pixels alone against what was drawn, on faces and voices that are not trained on.</summary>
public class MouthReaderTests(ITestOutputHelper output)
{
    private const int Clips = 6;

    private static readonly SyntheticClips Source =
        new(new SyntheticClipOptions { Seed = 9001, Count = Clips, Split = DatasetSplit.HeldOut, LeastSeconds = 3, MostSeconds = 3 });

    [Theory]
    [InlineData(DrawingStyle.Flat)]
    [InlineData(DrawingStyle.Shaded)]
    [InlineData(DrawingStyle.Outlined)]
    public void Read_DrawnClips_FollowsTheTruth(DrawingStyle style) => Correlations(style, frames => frames).Min().ShouldBeGreaterThan(0.95);

    [Theory]
    [InlineData(DrawingStyle.Flat)]
    [InlineData(DrawingStyle.Shaded)]
    [InlineData(DrawingStyle.Outlined)]
    public void Read_BlurredClips_StillFollowsTheTruth(DrawingStyle style) => Correlations(style, Blurred).Min().ShouldBeGreaterThan(0.9);

    [Fact]
    public void Read_HeadThatMoves_FollowsItsPlace()
    {
        var clip = Source.ReadWithTruth(0);
        var readings = Reader(clip).Read(clip.Clip.Frames);

        for (var f = 0; f < readings.Count; f++)
            readings[f].X.ShouldBe(clip.Mouth[f].X, 2.5);
    }

    [Fact]
    public void Read_BytesOfNoPicture_IsRefused() => Should.Throw<ArgumentException>(() => new MouthReader(new byte[12], 64, 64, default));

    private double[] Correlations(DrawingStyle style, Func<byte[], byte[]> change) =>
    [..
        Enumerable.Range(0, Clips).Select(index =>
        {
            var plan = Source.Plan(index);
            var clip = Source.Draw(plan with { Scene = plan.Scene with { Style = style } });
            var opening = Reader(clip).Read(change(clip.Clip.Frames)).Select(reading => reading.OpeningPixels).ToArray();
            var correlation = Training.Evaluation.Figures.Correlation.Pearson(opening, [.. clip.Mouth.Select(mouth => (double)mouth.OpeningPixels)]);
            output.WriteLine(FormattableString.Invariant($"{style} {index}: {correlation:F4}, {clip.Plan.Scene.Identity}, {plan.Scene.Behaviour}, {plan.Scene.Expression}, beard {plan.Scene.Beard}, mean off {opening.Zip(clip.Mouth, (a, b) => Math.Abs(a - b.OpeningPixels)).Average():F2} px"));
            return correlation;
        })
    ];

    private static MouthReader Reader(SyntheticClip clip) => new(clip.Clip.Frames.AsMemory(0, 3 * 96 * 96), 96, 96, clip.Mouth[0]);

    private static byte[] Blurred(byte[] frames)
    {
        const int side = 96;
        var blurred = new byte[frames.Length];
        for (var i = 0; i < frames.Length; i++)
        {
            var (frame, y, x, channel) = (i / (3 * side * side), i / (3 * side) % side, i / 3 % side, i % 3);
            var sum = 0;
            for (var n = 0; n < 9; n++)
                sum += frames[(3 * ((((frame * side) + Math.Clamp(y + (n / 3) - 1, 0, side - 1)) * side) + Math.Clamp(x + (n % 3) - 1, 0, side - 1))) + channel];
            blurred[i] = (byte)(sum / 9);
        }
        return blurred;
    }
}
