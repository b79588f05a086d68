using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Weights.Sources;
using OmniAvatar.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Tests.Models;

public sealed class TrainedModelWriterTests : IDisposable
{
    private readonly TinyWorld _world = new();

    [Theory]
    [InlineData(TrainingMode.Lora)]
    [InlineData(TrainingMode.AudioOnly)]
    [InlineData(TrainingMode.Full)]
    public void Write_ThenLoadAsARenderDoes_PredictsTheSame(TrainingMode mode)
    {
        using var network = _world.Load(TinyWorld.Recipe with { Mode = mode });
        Move(network);
        TrainedModelWriter.Write(_world.PathOf("trained"), _world.Model, network);

        using var merged = ModelLoader.LoadTransformer(
            ModelFolder.Open(_world.PathOf("trained")),
            CPU,
            ScalarType.Float32
        );

        using var clips = new TestClips(_world, frames: 3, side: 4);
        using var grad = no_grad();
        using var text = merged.EncodeText(clips.Clips.Text);
        using var audio = merged.EncodeAudio(clips.Clips.Audio!);
        var predicted = merged.Forward(
            clips.Noised.Latents,
            clips.Noised.Conditions,
            clips.Noised.Timesteps,
            text,
            audio
        );
        var expected = clips.Predict(network);
        (predicted - expected).abs().max().ToDouble().ShouldBeLessThan(2e-5 * expected.abs().max().ToDouble());
    }

    [Fact]
    public void Write_Base_HasTheReleasedKeysAndTheFolderLoads()
    {
        using var network = _world.Load(TinyWorld.Recipe with { Mode = TrainingMode.Base });
        Move(network);
        TrainedModelWriter.Write(_world.PathOf("trained"), _world.Model, network);

        var folder = ModelFolder.Open(_world.PathOf("trained"));
        using var written = TensorSources.Open(folder.FileOf(ModelPart.Transformer));
        using var loaded = ModelLoader.LoadTransformer(folder, CPU, ScalarType.Float32);

        written
            .Tensors.Select(pair => $"{pair.Key} {string.Join(' ', pair.Value.Shape)}")
            .ShouldBe(
                WeightFiles
                    .Transformer(TinyWorld.Preset)
                    .Select(pair => $"{pair.Key} {string.Join(' ', pair.Value.Shape)}"),
                ignoreOrder: true
            );
        loaded
            .state_dict()["head.head.bias"]
            .equal(network.Network.state_dict()["head.head.bias"])
            .all()
            .ToBoolean()
            .ShouldBeTrue();
        folder.FileOf(ModelPart.Adapter).ShouldEndWith("pytorch_model.pt");
    }

    [Fact]
    public void Load_NewAdapter_PredictsWhatTheBaseDoesButForTheSound()
    {
        using var network = _world.Load(TinyWorld.Recipe);
        using var @base = _world.Load(TinyWorld.Recipe with { Mode = TrainingMode.Base });
        using var clips = new TestClips(_world, frames: 3, side: 4);
        using var grad = no_grad();
        foreach (
            var (name, value) in network.Trained.Where(parameter =>
                parameter.Name.StartsWith("audio_cond_projs.", StringComparison.Ordinal)
            )
        )
            value.zero_();
        using var text = @base.Network.EncodeText(clips.Clips.Text);

        var plain = @base.Network.Forward(
            clips.Noised.Latents,
            zeros([1, 0, 3, 4, 4]),
            clips.Noised.Timesteps,
            text,
            AudioCondition.None
        );

        allclose(clips.Predict(network), plain, rtol: 1e-4, atol: 1e-5).ShouldBeTrue();
    }

    [Theory]
    [InlineData(TrainingMode.Lora)]
    [InlineData(TrainingMode.AudioOnly)]
    [InlineData(TrainingMode.Full)]
    public void Load_OneBlockHears_TheOthersAreZeroAndStay(TrainingMode mode)
    {
        ModelCreator.Create(
            _world.PathOf("deep"),
            TinyWorld.Preset with
            {
                Transformer = TinyWorld.Preset.Transformer with { Layers = 8 },
            },
            seed: 3
        );
        var recipe = TinyWorld.Recipe with { Mode = mode, AudioBlocks = [3] };
        using var network = TrainableNetwork.Load(ModelFolder.Open(_world.PathOf("deep")), recipe, _world.Sizes, CPU);

        var hearing = network
            .Network.named_parameters()
            .Where(pair => pair.name.StartsWith("audio_cond_projs.", StringComparison.Ordinal))
            .ToArray();

        hearing
            .Where(pair => pair.parameter.requires_grad)
            .Select(pair => pair.name)
            .ShouldBe(["audio_cond_projs.1.weight", "audio_cond_projs.1.bias"]);
        hearing
            .Where(pair => pair.parameter.any().ToBoolean())
            .Select(pair => pair.name)
            .ShouldBe(["audio_cond_projs.1.weight"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Load_ABlockThatCannotHear_IsWrongUse(int block) =>
        Should
            .Throw<WrongUseException>(() => _world.Load(TinyWorld.Recipe with { AudioBlocks = [block] }))
            .Message.ShouldContain("from 2 to 2");

    public void Dispose() => _world.Dispose();

    private static void Move(TrainableNetwork network)
    {
        using var grad = no_grad();
        using var generator = new Generator(8, CPU);
        foreach (var (_, value) in network.Trained)
            value.add_(randn(value.shape, generator: generator).mul_(0.02));
    }
}
