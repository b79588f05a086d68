using OmniAvatar.Diffusion.Guidance;
using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Pipelines.Denoising;
using OmniAvatar.Diffusion.Schedulers;
using OmniAvatar.Diffusion.Tests.Transformers;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Pipelines;

public sealed class DenoiserTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(0, 1, 1e-4)]
    [InlineData(1, 4, 3e-4)]
    [InlineData(2, 4, 1e-3)]
    public void Denoise_GoldenWindow_EqualsReferenceAtEveryStep(int window, int prefixFrames, double limit)
    {
        using var video = new GoldenCase("pipeline", "joint_cfg_video.safetensors");
        using var golden = new GoldenCase("pipeline", $"joint_cfg_window{window}.safetensors");
        using var transformer = GoldenTransformer.WithLora();
        using var recorder = new RecordingObserver();
        var inputs = new DenoiseInputs(
            golden.Read("noise"),
            golden.Read("lat").narrow(2, 0, prefixFrames),
            golden.Read("y"),
            golden.Read("audio_emb"),
            video.Read("input.context_positive"),
            video.Read("input.context_negative")
        );

        var latents = new Denoiser(
            transformer,
            new FlowMatchScheduler(4),
            ClassifierFreeGuidance.For(4.5, 4.5)
        ).Denoise(inputs, observer: recorder);

        golden.Difference("noise_pred_steps", Stacked(recorder, "noise_pred")).ShouldBeLessThan(limit);
        golden.Difference("latents_after_each_step", Stacked(recorder, "latents")).ShouldBeLessThan(limit);
        golden.Difference("final_latents", latents).ShouldBeLessThan(limit);
        latents.narrow(2, 0, prefixFrames).Equals(inputs.PrefixLatents).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, 1, 1e-4)]
    [InlineData(1, 4, 3e-4)]
    [InlineData(2, 4, 1e-3)]
    public void Denoise_SeparateAudioScale_EqualsReferenceAtEveryStep(int window, int prefixFrames, double limit)
    {
        using var video = new GoldenCase("pipeline", "audio_scale3_video.safetensors");
        using var golden = new GoldenCase("pipeline", $"audio_scale3_window{window}.safetensors");
        using var shared = new GoldenCase("pipeline", $"joint_cfg_window{window}.safetensors");
        using var transformer = GoldenTransformer.WithLora();
        using var recorder = new RecordingObserver();
        var inputs = new DenoiseInputs(
            golden.Read("noise"),
            golden.Read("lat").narrow(2, 0, prefixFrames),
            shared.Read("y"),
            shared.Read("audio_emb"),
            video.Read("input.context_positive"),
            video.Read("input.context_negative")
        );

        var latents = new Denoiser(transformer, new FlowMatchScheduler(4), ClassifierFreeGuidance.For(4.5, 3)).Denoise(
            inputs,
            observer: recorder
        );

        golden.Difference("noise_pred_steps", Stacked(recorder, "noise_pred")).ShouldBeLessThan(limit);
        golden.Difference("final_latents", latents).ShouldBeLessThan(limit);
    }

    [Fact]
    public void Denoise_WeightThatIsNoNumber_FailsAfterTheFirstStepAndSaysWhy()
    {
        using var video = new GoldenCase("pipeline", "joint_cfg_video.safetensors");
        using var golden = new GoldenCase("pipeline", "joint_cfg_window0.safetensors");
        using var transformer = GoldenTransformer.WithLora();
        var inputs = new DenoiseInputs(
            golden.Read("noise"),
            golden.Read("lat").narrow(2, 0, 1),
            golden.Read("y"),
            golden.Read("audio_emb"),
            video.Read("input.context_positive"),
            video.Read("input.context_negative")
        );
        using (no_grad())
            transformer.parameters().First().fill_(float.NaN);

        var denoiser = new Denoiser(transformer, new FlowMatchScheduler(4), ClassifierFreeGuidance.For(4.5, 4.5));

        Should
            .Throw<RenderFailedException>(() => denoiser.Denoise(inputs))
            .Message.ShouldContain("after step 1 of 4 hold values that are not finite");
    }

    [Theory]
    [InlineData("off", null, 0, 4.5)]
    [InlineData("14B_th0.14", "Wan2.1-T2V-14B", 0.14, 4.5)]
    [InlineData("1.3B_th0.05", "Wan2.1-T2V-1.3B", 0.05, 4.5)]
    [InlineData("14B_th0.14_audio_scale3", "Wan2.1-T2V-14B", 0.14, 3.0)]
    public void Denoise_GoldenTeaCacheRun_SkipsTheSameStepsToTheSameLatents(
        string name,
        string? model,
        double threshold,
        double audioScale
    )
    {
        using var golden = new GoldenCase("teacache", "dit_run10.safetensors");
        using var transformer = GoldenTransformer.Base();
        // The reference forgets the cache of the branch without audio at every step, so there it never skips.
        var cache = model is null
            ? null
            : TeaCacheOptions.For(model, threshold) with
            {
                Branches = new HashSet<GuidanceBranch> { GuidanceBranch.Conditional, GuidanceBranch.Unconditional },
            };
        var reused = new List<IReadOnlyList<GuidanceBranch>>();

        var latents = new Denoiser(
            transformer,
            new FlowMatchScheduler(10),
            ClassifierFreeGuidance.For(4.5, audioScale),
            cache
        ).Denoise(RunInputs(golden), progress => reused.Add(progress.Reused));

        golden.Difference($"output.{name}.latents", latents).ShouldBeLessThan(1e-4);
        foreach (var (branch, key) in CallNames)
            if (golden.Has($"output.{name}.calc_{key}"))
                reused
                    .Select(branches => branches.Contains(branch) ? 0L : 1L)
                    .ShouldBe(golden.Read($"output.{name}.calc_{key}").data<long>().ToArray(), key);
    }

    [Fact]
    public void Denoise_SeparateWithEveryBranchCached_SkipsInTheThirdBranchToo()
    {
        using var golden = new GoldenCase("teacache", "dit_run10.safetensors");
        using var transformer = GoldenTransformer.Base();
        var reused = new List<IReadOnlyList<GuidanceBranch>>();

        new Denoiser(
            transformer,
            new FlowMatchScheduler(10),
            ClassifierFreeGuidance.For(4.5, 3),
            TeaCacheOptions.For("Wan2.1-T2V-14B", 0.14)
        ).Denoise(RunInputs(golden), progress => reused.Add(progress.Reused));

        reused.Count(branches => branches.Contains(GuidanceBranch.ConditionalWithoutAudio)).ShouldBe(6);
    }

    [Theory]
    [InlineData(null, 4.5)]
    [InlineData("Wan2.1-T2V-14B", 4.5)]
    [InlineData("Wan2.1-T2V-1.3B", 3.0)]
    public void Resume_AtEveryStep_IsBitEqual(string? model, double audioScale)
    {
        using var golden = new GoldenCase("teacache", "dit_run10.safetensors");
        using var transformer = GoldenTransformer.Base();
        var cache = model is null ? null : TeaCacheOptions.For(model, 0.14);
        var denoiser = new Denoiser(
            transformer,
            new FlowMatchScheduler(10),
            ClassifierFreeGuidance.For(4.5, audioScale),
            cache
        );
        var checkpoints = new List<IReadOnlyDictionary<string, Tensor>>();
        using (var run = denoiser.Begin(RunInputs(golden)))
        using (var state = run.Start())
        {
            for (; !run.IsFinished(state); run.Advance(state))
                checkpoints.Add(state.Export());
            checkpoints.Add(state.Export());
        }
        checkpoints.Count.ShouldBe(11);

        // One step on from each checkpoint must be the next checkpoint, and so on to the end.
        using var another = denoiser.Begin(RunInputs(golden));
        foreach (var (checkpoint, next) in checkpoints.Zip(checkpoints.Skip(1)))
        {
            using var state = another.Resume(checkpoint);
            another.Advance(state);
            var reached = state.Export();
            reached.Keys.ShouldBe(next.Keys, ignoreOrder: true);
            foreach (var (name, value) in reached)
                value.Equals(next[name]).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Resume_CheckpointOfAnotherSegment_IsRefused()
    {
        using var golden = new GoldenCase("teacache", "dit_run10.safetensors");
        using var transformer = GoldenTransformer.Base();
        var cached = new Denoiser(
            transformer,
            new FlowMatchScheduler(4),
            ClassifierFreeGuidance.For(4.5, 4.5),
            TeaCacheOptions.For("Wan2.1-T2V-14B", 0.1)
        );
        using var run = cached.Begin(RunInputs(golden));
        using var state = run.Start();
        run.Advance(state);
        var good = state.Export();
        IReadOnlyDictionary<string, Tensor> With(string key, Tensor value) =>
            new Dictionary<string, Tensor>(good) { [key] = value };

        Should.Throw<BadInputException>(() => run.Resume(With("step", tensor(new[] { 5L }))));
        Should.Throw<BadInputException>(() => run.Resume(With("latents", randn([1, 16, 3, 4, 8]))));
        Should.Throw<BadInputException>(() => run.Resume(With("Nobody.distance", tensor(new[] { 0.0 }))));
        Should.Throw<BadInputException>(() =>
            run.Resume(With("ConditionalWithoutAudio.distance", tensor(new[] { 0.0 })))
        );
        Should.Throw<BadInputException>(() => run.Resume(good.Where(pair => pair.Key != "latents").ToDictionary()));
        Should.Throw<BadInputException>(() =>
            run.Resume(good.Where(pair => !pair.Key.EndsWith("residual", StringComparison.Ordinal)).ToDictionary())
        );
    }

    [Fact]
    public void Denoise_BatchOfTwo_EqualsTwoSingleRuns()
    {
        random.manual_seed(3);
        using var transformer = GoldenTransformer.Base();
        var config = transformer.Config;
        var inputs = new DenoiseInputs(
            randn([2, 16, 3, 4, 6]),
            randn([2, 16, 1, 4, 6]),
            ReferenceCondition.Build(randn([2, 16, 1, 4, 6]), frames: 3, prefixFrames: 1),
            randn(2, 9, config.AudioInputDim),
            randn(2, 5, config.TextDim),
            randn(2, 7, config.TextDim)
        );
        var denoiser = new Denoiser(transformer, new FlowMatchScheduler(3), ClassifierFreeGuidance.For(4.5, 3));

        var together = denoiser.Denoise(inputs);

        for (var item = 0; item < 2; item++)
        {
            Tensor Own(Tensor tensor) => tensor.narrow(0, item, 1);
            var alone = denoiser.Denoise(
                new DenoiseInputs(
                    Own(inputs.Noise),
                    Own(inputs.PrefixLatents),
                    Own(inputs.Reference),
                    Own(inputs.Audio),
                    Own(inputs.PositiveText),
                    Own(inputs.NegativeText)
                )
            );
            GoldenCase.Difference(alone, Own(together)).ShouldBeLessThan(1e-5);
        }
    }

    [Fact]
    public void Denoise_CancelledAfterAStep_StopsInTheNext()
    {
        using var golden = new GoldenCase("teacache", "dit_run10.safetensors");
        using var transformer = GoldenTransformer.Base();
        using var cancellation = new CancellationTokenSource();
        var steps = 0;
        void CancelAtThird(DenoiseProgress progress)
        {
            progress.Step.ShouldBe(++steps);
            progress.Steps.ShouldBe(10);
            if (progress.Step == 3)
                cancellation.Cancel();
        }

        Should.Throw<OperationCanceledException>(() =>
            new Denoiser(transformer, new FlowMatchScheduler(10), ClassifierFreeGuidance.For(1, 1)).Denoise(
                RunInputs(golden),
                CancelAtThird,
                cancellation: cancellation.Token
            )
        );

        steps.ShouldBe(3);
    }

    [Fact]
    public void ReferenceCondition_GoldenWindows_EqualsReference()
    {
        foreach (var (window, prefixFrames) in new[] { (0, 1), (1, 4) })
        {
            using var first = new GoldenCase("pipeline", "joint_cfg_window0.safetensors");
            using var golden = new GoldenCase("pipeline", $"joint_cfg_window{window}.safetensors");

            golden
                .Read("y")
                .Equals(ReferenceCondition.Build(first.Read("vae_encoder_output"), frames: 6, prefixFrames))
                .ShouldBeTrue();
        }
    }

    public void Dispose() => _scope.Dispose();

    private static readonly (GuidanceBranch Branch, string Name)[] CallNames =
    [
        (GuidanceBranch.Conditional, "positive"),
        (GuidanceBranch.Unconditional, "negative"),
        (GuidanceBranch.ConditionalWithoutAudio, "audio_negative"),
    ];

    private static DenoiseInputs RunInputs(GoldenCase golden) =>
        new(
            golden.Read("input.noise"),
            golden.Read("input.lat").narrow(2, 0, 1),
            golden.Read("input.y"),
            golden.Read("input.audio_emb"),
            golden.Read("input.context_positive"),
            golden.Read("input.context_negative")
        );

    private static Tensor Stacked(RecordingObserver recorder, string name) =>
        stack([.. recorder.Values.Where(value => value.Key == name).Select(value => value.Value)]);
}
