using OmniAvatar.Datasets.Synthetic;
using OmniAvatar.Datasets.Synthetic.Clips;
using OmniAvatar.Datasets.Synthetic.Speech;
using OmniAvatar.Evaluation.Figures;

namespace OmniAvatar.Datasets.Tests.Synthetic;

public class SyntheticClipsTests
{
    private const int SamplesPerFrame = 640;

    private static readonly SyntheticClipOptions Few = new()
    {
        Seed = 5,
        Count = 40,
        LeastSeconds = 3,
        MostSeconds = 4,
    };

    [Fact]
    public void Read_InAnotherOrder_GivesTheSameClips()
    {
        var forward = new SyntheticClips(Few);
        var first = Enumerable.Range(0, 3).Select(i => forward.Read(i)).ToArray();
        var backward = new SyntheticClips(Few with { Count = 30 });
        backward.Read(17);

        foreach (var i in (int[])[2, 0, 1])
        {
            var again = backward.Read(i);
            again.Frames.SequenceEqual(first[i].Frames).ShouldBeTrue();
            again.Samples.ShouldBe(first[i].Samples);
            again.MouthOpening.ShouldBe(first[i].MouthOpening);
            again.Caption.ShouldBe(first[i].Caption);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void FramesOf_ALength_IsWhatAClipOfItHas(double seconds) =>
        new SyntheticClips(Few with { LeastSeconds = seconds, MostSeconds = seconds })
            .Plan(0)
            .FrameCount.ShouldBe(SyntheticClips.FramesOf(seconds));

    [Fact]
    public void Read_AnyClip_HasSoundAndTruthForEachFrame()
    {
        var clip = new SyntheticClips(Few with { Width = 64, Height = 96 }).ReadWithTruth(3);

        (clip.Clip.FrameCount % 4).ShouldBe(1);
        clip.Clip.Samples.Length.ShouldBe(clip.Clip.FrameCount * SamplesPerFrame);
        clip.Clip.MouthOpening.Length.ShouldBe(clip.Clip.FrameCount);
        clip.Clip.Phonemes.Length.ShouldBe(clip.Clip.FrameCount);
        clip.Mouth.ShouldAllBe(mouth => mouth.X > 16 && mouth.X < 48 && mouth.Y > 48 && mouth.Y < 90);
        clip.Clip.Samples.Max(Math.Abs).ShouldBeInRange(0.5f, 1);
    }

    [Fact]
    public void Plan_InPauses_KeepsTheMouthClosed()
    {
        foreach (var plan in Plans(20))
        foreach (var pause in plan.Utterance.Phonemes.Where(p => p.Class == PhonemeClasses.Silence))
            for (var f = (int)Math.Ceiling((pause.Start + 0.12) * 25); f < (pause.End - 0.12) * 25; f++)
                plan.Mouth.Opening[f].ShouldBe(0);
    }

    [Fact]
    public void Plan_LouderVoice_OpensTheMouthWider()
    {
        foreach (var plan in Plans(20))
        {
            var loudness = plan.Mouth.Opening.Select((_, f) => Loudness(plan.Utterance.Samples, f)).ToArray();
            Correlation.Pearson([.. plan.Mouth.Opening], [.. loudness]).ShouldBeGreaterThan(0.5);
            plan.Mouth.Opening.Max().ShouldBeGreaterThan(0.5f);
        }
    }

    [Fact]
    public void Plan_LipsThatMeet_CloseTheMouth()
    {
        int[] closed = [PhonemeClasses.Number("m"), PhonemeClasses.Number("b"), PhonemeClasses.Number("p")];
        var openings = Plans(20)
            .SelectMany(plan =>
                plan.Utterance.Phonemes.Where(span => closed.Contains(span.Class) && span.End - span.Start > 0.06)
                    .Select(span =>
                        plan.Mouth.Opening[
                            Math.Min((int)Math.Round((span.Start + span.End) / 2 * 25), plan.FrameCount - 1)
                        ]
                    )
            )
            .ToArray();

        openings.Length.ShouldBeGreaterThan(20);
        openings.Average().ShouldBeLessThan(0.12f);
    }

    [Fact]
    public void Plan_HeldOut_SharesNoFaceAndNoVoiceWithTrain()
    {
        var train = Plans(20);
        var heldOut = new SyntheticClips(Few with { Split = DatasetSplit.HeldOut });
        var others = Enumerable.Range(0, 20).Select(i => heldOut.Plan(i)).ToArray();

        train.Select(plan => plan.Scene.Identity).Intersect(others.Select(plan => plan.Scene.Identity)).ShouldBeEmpty();
        train.Select(plan => plan.Voice.Variant).Intersect(others.Select(plan => plan.Voice.Variant)).ShouldBeEmpty();
        others.ShouldAllBe(plan => plan.Scene.Identity.Split == DatasetSplit.HeldOut);
    }

    [Theory]
    [InlineData(95, 96, 1)]
    [InlineData(96, 2048, 1)]
    [InlineData(96, 96, 0)]
    public void Create_OutOfRange_IsWrongUse(int width, int height, int count) =>
        Should.Throw<WrongUseException>(() =>
            new SyntheticClips(
                new SyntheticClipOptions
                {
                    Width = width,
                    Height = height,
                    Count = count,
                }
            )
        );

    private static readonly Lazy<ClipPlan[]> Planned = new(() =>
    {
        var clips = new SyntheticClips(Few);
        return [.. Enumerable.Range(0, 20).Select(i => clips.Plan(i))];
    });

    private static ClipPlan[] Plans(int count) => Planned.Value[..count];

    private static float Loudness(float[] samples, int frame)
    {
        var middle = frame * SamplesPerFrame;
        var heard = samples.AsSpan(Math.Max(0, middle - 320), 640 - Math.Max(0, 320 - middle));
        var sum = 0f;
        foreach (var sample in heard)
            sum += sample * sample;
        return MathF.Sqrt(sum / heard.Length);
    }
}
