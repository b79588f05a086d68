using System.Text.Json;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Observation;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.AudioEncoders;

public sealed class Wav2Vec2EncoderTests : GoldenAudioTests
{
    [Theory]
    [InlineData("case_a")]
    [InlineData("case_b")]
    [InlineData("case_c")]
    public void Encode_GoldenCase_EqualsReferenceAtEveryTap(string name)
    {
        using var golden = new GoldenCase("wav2vec", $"{name}.safetensors");
        using var observer = new RecordingObserver();
        var expected = golden.Read("output.audio_embeddings");

        var actual = Encoder.Encode(golden.Read("input.input_values_padded"), expected.shape[1], observer);

        foreach (var (tap, value) in observer.Values)
            golden.Difference($"tap.{tap}", value).ShouldBeLessThan(Limit, tap);
        observer.Values.Count.ShouldBe(5);
        GoldenCase.Difference(expected, actual).ShouldBeLessThan(Limit);
        golden.Difference("output.last_hidden_state", actual[.., .., ..Encoder.Config.Width]).ShouldBeLessThan(Limit);
    }

    [Theory]
    [InlineData("case_a")]
    [InlineData("case_b")]
    [InlineData("case_c")]
    public void Normalise_GoldenCase_EqualsReferenceAfterPadding(string name)
    {
        using var golden = new GoldenCase("wav2vec", $"{name}.safetensors");
        var rows = golden.Read("output.audio_embeddings").shape[1];

        var padded = Waveform.PadToRows(Waveform.Normalise(golden.Read("input.audio")), rows).unsqueeze(0);

        golden.Difference("input.input_values_padded", padded).ShouldBeLessThan(Limit);
    }

    [Theory]
    [InlineData("constant")]
    [InlineData("zeros")]
    public void Normalise_SignalWithoutVariance_EqualsReference(string name)
    {
        using var golden = new GoldenCase("wav2vec", "normalise_edge.safetensors");

        Waveform
            .Normalise(golden.Read($"input.{name}"))
            .data<float>()
            .ShouldBe(golden.Read($"output.{name}").data<float>());
    }

    [Fact]
    public void Encode_BatchOfTwo_EqualsSingleRuns()
    {
        var samples = randn(2, 16000, generator: new Generator(7, CPU));

        var together = Encoder.forward(samples, 25);

        for (var row = 0; row < 2; row++)
            GoldenCase
                .Difference(Encoder.forward(samples[row].unsqueeze(0), 25), together[row].unsqueeze(0))
                .ShouldBeLessThan(Limit);
    }

    [Fact]
    public void Encode_FewerSamplesThanOneFrameNeeds_Throws() =>
        Should.Throw<ArgumentException>(() => Encoder.forward(zeros(1, 399), 1));

    [Fact]
    public void PadToRows_MoreSamplesThanRows_Throws() =>
        Should.Throw<ArgumentException>(() => Waveform.PadToRows(zeros(641), 1));

    [Fact]
    public void Constructor_ReleasedSizesOnMeta_HasTheReleasedParameters()
    {
        using var released = new Wav2Vec2Encoder(new Wav2Vec2Config(), META);

        var weights = released.state_dict();

        // The released file has 213 tensors; three of them are for training and recognition only.
        weights.Count.ShouldBe(210);
        weights["feature_extractor.conv_layers.6.conv.weight"].shape.ShouldBe([512, 512, 2]);
        weights["encoder.pos_conv_embed.conv.weight_v"].shape.ShouldBe([768, 48, 128]);
        released.Config.FeatureWidth.ShouldBe(10752);
        (released.Config.SamplesPerFrame, released.Config.SamplesPerStep).ShouldBe((400, 320));
    }

    [Theory]
    [InlineData("""{"hidden_size": 10, "num_attention_heads": 3}""")]
    [InlineData("""{"conv_kernel": [10, 3]}""")]
    [InlineData("""{"conv_stride": [5, 2, 2, 2, 2, 2, 0]}""")]
    [InlineData("""{"feat_extract_norm": "layer"}""")]
    [InlineData("""{"conv_dim": "many"}""")]
    [InlineData("""{"conv_dim": [], "conv_kernel": [], "conv_stride": []}""")]
    public void FromJson_SizesThatCannotBe_AreBadInput(string json) =>
        Should.Throw<BadInputException>(() => Wav2Vec2Config.FromJson(JsonDocument.Parse(json).RootElement));
}
