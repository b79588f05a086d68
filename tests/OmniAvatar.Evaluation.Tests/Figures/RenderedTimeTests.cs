using OmniAvatar.Datasets.Extraction;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Evaluation.Figures;
using OmniAvatar.Media.Sounds;

namespace OmniAvatar.Evaluation.Tests.Figures;

public class RenderedTimeTests
{
    [Fact]
    public void LateFrames_FromTheRowsThatTrainingPairs_IsEightAndAHalf()
    {
        // Frame f of a window from the clip's begin hears row f - 1, which WindowLayout.Heard makes of the sound from
        // the clip's frame f on.
        var rows = WindowLayout.Rows(new SampleWindow(0, 37));
        const int frame = 20;
        var row = frame - rows.LeadingZeroRows;
        var rowFrom = (row * Waveform.SamplesPerRow) - SpeechDecoder.LeadSamples; // Of the speech, at rendering.

        RenderedTime.LateFrames.ShouldBe(8.5);
        (frame - RenderedTime.LateFrames).ShouldBe((double)rowFrom / Waveform.SamplesPerRow, 1e-12);
    }

    [Fact]
    public void Shown_LateVideo_ReadsBetweenTheFrames()
    {
        var shown = RenderedTime.Shown([2, 4, 8], 13);

        shown[..8].ShouldAllBe(value => value == 0);
        shown[8..].ShouldBe([1, 3, 6, 4, 0]);
        RenderedTime.Shown([2, 4, 8], 3, late: 0).ShouldBe([2, 4, 8]);
    }

    [Fact]
    public void HeardLoudness_SpeechOfOnes_BeginsInTheMiddleOfItsFrame()
    {
        // 4,800 samples of silence are 7.5 rows; row 7 is half loud, and frame 8 hears it.
        var heard = RenderedTime.HeardLoudness([.. Enumerable.Repeat(1f, 1280)], 11);

        heard[..8].ShouldAllBe(value => value == 0);
        heard[8..].ShouldBe([Math.Sqrt(0.5), 1, Math.Sqrt(0.5)], 1e-6);
    }
}
