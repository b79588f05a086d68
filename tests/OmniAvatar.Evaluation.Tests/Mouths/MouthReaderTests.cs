using System.Globalization;
using OmniAvatar.Datasets.Synthetic;
using OmniAvatar.Datasets.Synthetic.Clips;
using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Evaluation.Figures;
using OmniAvatar.Evaluation.Mouths;
using Xunit.Abstractions;

namespace OmniAvatar.Evaluation.Tests.Mouths;

/// <summary>What is read from pixels alone against what was drawn, on faces and voices that are not trained
/// on.</summary>
public class MouthReaderTests(ITestOutputHelper output)
{
    private const int Side = 96;
    private const int Clips = 3;

    private static readonly SyntheticClips Source = new(
        new SyntheticClipOptions
        {
            Seed = 9001,
            Count = Clips,
            Split = DatasetSplit.HeldOut,
            LeastSeconds = 2,
            MostSeconds = 2,
        }
    );

    [Theory]
    [InlineData(DrawingStyle.Flat)]
    [InlineData(DrawingStyle.Shaded)]
    [InlineData(DrawingStyle.Outlined)]
    public void Read_DrawnClips_FollowsTheTruth(DrawingStyle style) =>
        Correlations(style, beard: false, frames => frames).Min().ShouldBeGreaterThan(0.97);

    [Theory]
    [InlineData(DrawingStyle.Flat)]
    [InlineData(DrawingStyle.Shaded)]
    [InlineData(DrawingStyle.Outlined)]
    public void Read_BeardedFaces_FollowsTheTruth(DrawingStyle style) =>
        Correlations(style, beard: true, frames => frames).Min().ShouldBeGreaterThan(0.97);

    [Theory]
    [InlineData(DrawingStyle.Flat)]
    [InlineData(DrawingStyle.Outlined)]
    public void Read_SoftAndNoisyClips_FollowsTheTruth(DrawingStyle style) =>
        Correlations(style, beard: true, frames => Noisy(Blurred(frames))).Min().ShouldBeGreaterThan(0.95);

    [Fact]
    public void Read_PaleAndTintedClip_ReadsTheSame()
    {
        var clip = Source.ReadWithTruth(1);
        byte[] tinted = [.. clip.Clip.Frames.Select((value, i) => (byte)((value / 2) + 40 + (20 * (i % 3))))];

        var (plain, changed) = (Openings(clip, clip.Clip.Frames), Openings(clip, tinted));

        plain.Zip(changed, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(0.5);
    }

    [Fact]
    public void Read_Pauses_IsShut()
    {
        var clip = Source.ReadWithTruth(0);
        PauseClosure
            .Of(Openings(clip, clip.Clip.Frames), [.. clip.Mouth.Select(mouth => (double)mouth.Opening)])
            .ShouldBeLessThan(0.03);
    }

    [Fact]
    public void Read_FaceThatSaysSomethingElse_DoesNotFollow()
    {
        var (clip, other) = (Source.Plan(0), Source.Plan(1));
        var shown = Source.Draw(clip with { Mouth = other.Mouth });

        Pearson(Openings(shown, shown.Clip.Frames), Source.Draw(clip)).ShouldBeLessThan(0.5);
    }

    [Fact]
    public void Read_HeadThatSways_FollowsItsPlace()
    {
        var plan = Source.Plan(0);
        var clip = Source.Draw(
            plan with
            {
                Poses =
                [
                    .. plan.Poses.Select(
                        (pose, f) => pose with { X = 4 * MathF.Sin(0.2f * f), Tilt = 5 * MathF.Cos(0.1f * f) }
                    ),
                ],
            }
        );
        var readings = Reader(clip).Read(clip.Clip.Frames);

        for (var f = 0; f < readings.Count; f++)
        {
            readings[f].X.ShouldBe(clip.Mouth[f].X, 0.6);
            readings[f].Y.ShouldBe(clip.Mouth[f].Y, 0.6);
        }
    }

    [Fact]
    public void Read_HeadThatWandersAndIsPutBackByACut_IsFoundAgain()
    {
        const int cut = 25;
        var plan = Source.Plan(0);
        var clip = Source.Draw(
            plan with
            {
                Poses = [.. plan.Poses.Select((pose, f) => pose with { X = f < cut ? 0.7f * f : 0 })],
            }
        );
        var readings = Reader(clip).Read(clip.Clip.Frames);

        readings[cut - 1].X.ShouldBe(clip.Mouth[cut - 1].X, 0.6);
        readings[cut].X.ShouldBe(clip.Mouth[cut].X, 0.6);
    }

    [Fact]
    public void Read_PictureWithoutAFace_IsLikeNone()
    {
        var clip = Source.ReadWithTruth(0);
        var noise = new byte[3 * Side * Side];
        new Random(5).NextBytes(noise);

        var reader = Reader(clip);
        reader.Read(noise).Single().Likeness.ShouldBeLessThan(0.4);
        reader.Read(clip.Clip.Frames).Min(reading => reading.Likeness).ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public void Reader_TooSmallPicture_IsRefused() =>
        Should.Throw<ArgumentException>(() => new MouthReader(Source.Plan(0).Scene, 16, 64, default));

    [Fact]
    public void Read_PartOfAFrame_IsRefused() =>
        Should.Throw<ArgumentException>(() => Reader(Source.ReadWithTruth(0)).Read(new byte[12]));

    private double[] Correlations(DrawingStyle style, bool beard, Func<byte[], byte[]> change) =>
        [
            .. Enumerable
                .Range(0, Clips)
                .Select(index =>
                {
                    var plan = Source.Plan(index);
                    var clip = Source.Draw(plan with { Scene = plan.Scene with { Style = style, Beard = beard } });
                    var correlation = Pearson(Openings(clip, change(clip.Clip.Frames)), clip);
                    output.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{style} {index}: {correlation:F4}, {plan.Scene.Identity}, "
                                + $"{plan.Scene.Behaviour}, {plan.Scene.Expression}, beard {beard}"
                        )
                    );
                    return correlation;
                }),
        ];

    private static double Pearson(double[] openings, SyntheticClip clip) =>
        Correlation.Pearson(openings, [.. clip.Mouth.Select(mouth => (double)mouth.OpeningPixels)]);

    private static double[] Openings(SyntheticClip clip, byte[] frames) =>
        [.. Reader(clip).Read(frames).Select(reading => reading.OpeningPixels)];

    private static MouthReader Reader(SyntheticClip clip) => new(clip.Plan.Scene, Side, Side, clip.Mouth[0]);

    /// <summary>The mean of 3x3 pixels, as soft as a Gaussian of 0.8 pixels.</summary>
    private static byte[] Blurred(byte[] frames)
    {
        var blurred = new byte[frames.Length];
        for (var i = 0; i < frames.Length; i++)
        {
            var (frame, y, x, channel) = (i / (3 * Side * Side), i / (3 * Side) % Side, i / 3 % Side, i % 3);
            var sum = 0;
            for (var n = 0; n < 9; n++)
                sum += frames[
                    (
                        3
                        * (
                            (((frame * Side) + Math.Clamp(y + (n / 3) - 1, 0, Side - 1)) * Side)
                            + Math.Clamp(x + (n % 3) - 1, 0, Side - 1)
                        )
                    ) + channel
                ];
            blurred[i] = (byte)(sum / 9);
        }
        return blurred;
    }

    private static byte[] Noisy(byte[] frames)
    {
        var random = new Random(3);
        return Array.ConvertAll(frames, value => (byte)Math.Clamp(value + random.Next(-12, 13), 0, 255));
    }
}
