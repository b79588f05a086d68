using System.Text.Json;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.AudioEncoders.Statistics;
using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Testing;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.AudioEncoders;

public sealed class AudioFeatureExtractorTests : GoldenAudioTests
{
    [Theory]
    [InlineData("case_a")]
    [InlineData("case_b")]
    [InlineData("case_c")]
    public void Extract_ShortRecording_EqualsReference(string name)
    {
        using var golden = new GoldenCase("wav2vec", $"{name}.safetensors");
        var expected = golden.Read("output.audio_embeddings");
        using var file = new TemporarySamples(golden.Read("input.audio").data<float>().ToArray());
        using var extractor = Extractor(file.Source, expected.shape[1]);

        var whole = extractor.Extract(0, extractor.RowCount);

        GoldenCase.Difference(expected, whole).ShouldBeLessThan(Limit);
        extractor.Extract(3, 7).data<float>().ShouldBe(whole[.., 3..7].contiguous().data<float>());
    }

    [Theory]
    [InlineData(40.0, 1000)] // no padding
    [InlineData(39.97, 1021)] // a patch of the first layer straddles the end, then padding
    public void Compute_AnyRowsOfALongRecording_EqualOnePass(double seconds, int rowCount)
    {
        var speech = SpeechLikeSamples.Of(seconds, seed: 1);
        var sound = new SampleArray(speech);
        using var observer = new RecordingObserver();
        var samples = Waveform.PadToRows(Waveform.Normalise(tensor(speech)), rowCount).unsqueeze(0);
        Encoder.Encode(samples, rowCount, observer);
        var onePass = observer.Values.Single(value => value.Key == "feature_projection_input").Value;
        using var rows = new AudioFeatureRows(Encoder, sound, AudioStatistics.Gather(sound, Encoder.Config), rowCount);

        foreach (var (start, end) in new[] { (0, 40), (300, 900), (rowCount - 30, rowCount) })
            GoldenCase.Difference(onePass[.., start..end], rows.Compute(start, end)).ShouldBeLessThan(Limit);
    }

    [Fact]
    public void Extract_LongRecording_HasTheFirstHiddenStateOfOnePassAndStaysNearInTheOthers()
    {
        const int rowCount = 1000;
        var speech = SpeechLikeSamples.Of(40, seed: 1);
        var sound = new SampleArray(speech);
        var samples = Waveform.Normalise(tensor(speech)).unsqueeze(0);
        var onePass = Encoder.forward(samples, rowCount);
        using var extractor = Extractor(sound, rowCount);
        var width = Encoder.Config.Width;

        var windowed = extractor.Extract(0, rowCount);

        GoldenCase
            .Difference(onePass[.., .., width..(2 * width)], windowed[.., .., width..(2 * width)])
            .ShouldBeLessThan(Limit);
        GoldenCase.Difference(onePass, windowed).ShouldBeInRange(1e-6, 0.1);
    }

    [Fact]
    public void Extract_RangesThatOverlap_GiveTheSameBitsForTheSameRow()
    {
        const int rowCount = 400;
        var sound = Sound(15.5);
        var windowing = new AudioWindowing
        {
            OnePassRows = 0,
            CoreRows = 64,
            ContextRows = 32,
            CachedWindows = 2,
        };
        using var extractor = Extractor(sound, rowCount, windowing);
        using var other = Extractor(sound, rowCount, windowing);

        var whole = extractor.Extract(0, rowCount);

        whole.shape.ShouldBe([1, rowCount, Encoder.Config.FeatureWidth]);
        foreach (var (start, end) in new[] { (390, 400), (0, 1), (60, 200), (63, 65) })
            other.Extract(start, end).data<float>().ShouldBe(whole[.., start..end].contiguous().data<float>());
    }

    [Fact]
    public void Gather_RecordingReadInPieces_EqualsItsMoments()
    {
        var speech = SpeechLikeSamples.Of(9.3, seed: 5);
        var sound = new SampleArray(speech);

        var statistics = AudioStatistics.Gather(sound, Encoder.Config);

        var exact = tensor(speech).to_type(ScalarType.Float64);
        statistics.Mean.ShouldBe(exact.mean().item<double>(), 1e-12);
        statistics.Variance.ShouldBe(exact.sub(exact.mean()).square().mean().item<double>(), 1e-12);
        statistics.PatchCount.ShouldBe((sound.Length - 10) / 5 + 1);
    }

    [Fact]
    public void Gather_Statistics_SurviveJson()
    {
        var sound = Sound(3);
        var statistics = AudioStatistics.Gather(sound, Encoder.Config);

        var copy = JsonSerializer.Deserialize<AudioStatistics>(JsonSerializer.Serialize(statistics))!;

        using var first = new AudioFeatureRows(Encoder, sound, statistics, 80);
        using var second = new AudioFeatureRows(Encoder, sound, copy, 80);
        second.Compute(10, 20).data<float>().ShouldBe(first.Compute(10, 20).data<float>());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Gather_SampleThatIsNoNumber_IsBadInput(float sample)
    {
        using var file = new TemporarySamples([0.1f, sample, 0.2f]);

        Should.Throw<BadInputException>(() => AudioStatistics.Gather(file.Source, Encoder.Config));
    }

    [Fact]
    public void Gather_EmptyRecording_IsBadInput()
    {
        using var file = new TemporarySamples([]);

        Should.Throw<BadInputException>(() => AudioStatistics.Gather(file.Source, Encoder.Config));
    }

    [Fact]
    public void Extract_RowsBeyondTheEnd_Throws()
    {
        using var extractor = Extractor(Sound(1), 25);

        Should.Throw<ArgumentOutOfRangeException>(() => extractor.Extract(20, 26));
    }

    [Fact]
    public void Extract_Cancelled_Stops()
    {
        using var extractor = Extractor(Sound(1), 25);

        Should.Throw<OperationCanceledException>(() => extractor.Extract(0, 25, new CancellationToken(canceled: true)));
    }

    private static SampleArray Sound(double seconds) => new(SpeechLikeSamples.Of(seconds, seed: 1));

    private AudioFeatureExtractor Extractor(ISampleSource source, long rows, AudioWindowing? windowing = null) =>
        new(Encoder, source, AudioStatistics.Gather(source, Encoder.Config), rows, windowing);

    private sealed class TemporarySamples : IDisposable
    {
        private readonly string _path = Path.GetTempFileName();

        public TemporarySamples(float[] samples)
        {
            File.WriteAllBytes(_path, System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples.AsSpan()).ToArray());
            Source = SampleFile.Open(_path);
        }

        public SampleFile Source { get; }

        public void Dispose()
        {
            Source.Dispose();
            File.Delete(_path);
        }
    }
}
