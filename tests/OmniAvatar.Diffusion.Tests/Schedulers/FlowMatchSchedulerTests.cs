using OmniAvatar.Diffusion.Schedulers;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Schedulers;

public sealed class FlowMatchSchedulerTests : IDisposable
{
    private const double Limit = 1e-6;
    private const double ScheduleLimit = 2e-7;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly GoldenCase _golden = new("scheduler", "scheduler.safetensors");

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(25)]
    [InlineData(50)]
    public void Schedule_ReleasedOptions_EqualsReference(int steps)
    {
        var scheduler = new FlowMatchScheduler(steps);

        ShouldEqual($"n{steps}.sigmas", scheduler.Sigmas);
        ShouldEqual($"n{steps}.timesteps", scheduler.Timesteps);
        tensor(scheduler.Timesteps.ToArray())
            .to(ScalarType.BFloat16)
            .to(ScalarType.Float32)
            .Equals(_golden.Read($"n{steps}.timesteps_after_bf16_cast"))
            .ShouldBeTrue();
    }

    [Fact]
    public void Schedule_OtherOptions_EqualsReference()
    {
        ShouldEqual("constructor.sigmas", new FlowMatchScheduler(100).Sigmas);
        ShouldEqual("constructor.timesteps", new FlowMatchScheduler(100).Timesteps);
        ShouldEqual("n10_strength0.6.sigmas", new FlowMatchScheduler(10, new() { DenoisingStrength = 0.6 }).Sigmas);
        ShouldEqual(
            "n10_strength0.6.timesteps",
            new FlowMatchScheduler(10, new() { DenoisingStrength = 0.6 }).Timesteps
        );
        ShouldEqual("n10_strength0.35.sigmas", new FlowMatchScheduler(10, new() { DenoisingStrength = 0.35 }).Sigmas);
        ShouldEqual(
            "n10_strength0.35.timesteps",
            new FlowMatchScheduler(10, new() { DenoisingStrength = 0.35 }).Timesteps
        );
        ShouldEqual("n10_shift3.sigmas", new FlowMatchScheduler(10, new() { Shift = 3 }).Sigmas);
        ShouldEqual(
            "class_defaults_n10.sigmas",
            new FlowMatchScheduler(
                10,
                new()
                {
                    Shift = 3,
                    SigmaMin = 0.003 / 1.002,
                    ExtraOneStep = false,
                }
            ).Sigmas
        );
    }

    [Theory]
    [InlineData(4)]
    [InlineData(25)]
    [InlineData(50)]
    public void Step_GoldenTrajectory_EqualsReference(int steps)
    {
        var scheduler = new FlowMatchScheduler(steps);
        var trajectory = _golden.Read($"n{steps}.trajectory");
        var outputs = _golden.Read($"n{steps}.model_outputs");

        for (var i = 0; i < steps; i++)
        {
            GoldenCase
                .Difference(trajectory[i + 1], scheduler.Step(outputs[i], i, trajectory[i]))
                .ShouldBeLessThan(Limit);
            scheduler
                .Step(outputs[i], scheduler.Timesteps[i], trajectory[i])
                .Equals(scheduler.Step(outputs[i], i, trajectory[i]))
                .ShouldBeTrue();
        }
    }

    [Fact]
    public void Training_GoldenSamples_EqualReference()
    {
        var scheduler = new FlowMatchScheduler(1000);
        var (clean, noise) = (_golden.Read("train.clean"), _golden.Read("train.noise"));
        var timesteps = _golden.Read("train.sample_timesteps").data<float>().ToArray();

        ShouldEqual("train.sigmas", scheduler.Sigmas);
        ShouldEqual("train.timesteps", scheduler.Timesteps);
        _golden.Difference("train.weights", tensor(scheduler.TrainingWeights.ToArray())).ShouldBeLessThan(Limit);
        _golden
            .Read("train.sample_index")
            .data<long>()
            .ToArray()
            .ShouldBe(timesteps.Select(timestep => (long)scheduler.NearestStep(timestep)));
        var noisy = stack([.. timesteps.Select((timestep, i) => scheduler.AddNoise(clean[i], noise[i], timestep))]);
        _golden.Difference("train.noisy", noisy).ShouldBeLessThan(Limit);
        _golden.Difference("train.target", FlowMatchScheduler.TrainingTarget(clean, noise)).ShouldBeLessThan(Limit);
        _golden
            .Difference("train.sample_weights", tensor(timesteps.Select(scheduler.TrainingWeight).ToArray()))
            .ShouldBeLessThan(Limit);
    }

    [Fact]
    public void Training_TimestepsOffTheGrid_TakeTheNearest()
    {
        var scheduler = new FlowMatchScheduler(1000);
        var timesteps = _golden.Read("train.offgrid_timesteps").data<float>().ToArray();
        var (clean, noise) = (_golden.Read("train.clean"), _golden.Read("train.noise"));

        var noisy = stack([.. timesteps.Select((timestep, i) => scheduler.AddNoise(clean[i], noise[i], timestep))]);

        _golden.Difference("train.offgrid_noisy", noisy).ShouldBeLessThan(Limit);
        _golden
            .Difference("train.offgrid_weights", tensor(timesteps.Select(scheduler.TrainingWeight).ToArray()))
            .ShouldBeLessThan(Limit);
    }

    [Fact]
    public void Construct_NoStepsOrImpossibleOptions_IsRefused()
    {
        Should.Throw<WrongUseException>(() => new FlowMatchScheduler(0));
        Should.Throw<WrongUseException>(() => new FlowMatchScheduler(4, new() { Shift = 0 }));
        Should.Throw<WrongUseException>(() => new FlowMatchScheduler(4, new() { DenoisingStrength = 1.5 }));
    }

    public void Dispose()
    {
        _golden.Dispose();
        _scope.Dispose();
    }

    private void ShouldEqual(string key, IReadOnlyList<float> actual)
    {
        var expected = _golden.Read(key).data<float>().ToArray();
        actual.Count.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
            Math.Abs(actual[i] - expected[i])
                .ShouldBeLessThanOrEqualTo((float)(ScheduleLimit * Math.Abs(expected[i])), $"{key}[{i}]");
    }
}
