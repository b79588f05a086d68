using System.Globalization;
using System.Text.RegularExpressions;
using OmniAvatar.Diffusion.Schedulers;
using OmniAvatar.Verification.Areas.Training;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Pipelines;

/// <summary>Schedules of flow matching, their steps, and their use in training. A tensor's name says which schedule it
/// is of.</summary>
public sealed partial class SchedulerArea : IGoldenArea
{
    private const string Schedules = "scheduler";
    private const string Trajectory = ".trajectory";
    private const string Coarse = ".timesteps_after_bf16_cast";

    /// <inheritdoc/>
    public string Name => "scheduler";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run)
    {
        var config = run.Config(Name);
        return [new(Schedules, [TensorFile(Schedules)], checks => Check(checks, config))];
    }

    /// <summary>The options that the reference was constructed with.</summary>
    internal static FlowMatchOptions OptionsOf(GoldenJson config) =>
        new()
        {
            Shift = config["shift"].Number(),
            SigmaMax = config["sigma_max"].Number(),
            SigmaMin = config["sigma_min"].Number(),
            ExtraOneStep = config["extra_one_step"].Flag(),
            TrainTimesteps = config["num_train_timesteps"].Integer(),
        };

    private static void Check(CaseChecks checks, GoldenJson config)
    {
        var file = checks.Tensors(TensorFile(Schedules));
        var options = OptionsOf(config);
        var names = file.Names.Select(name => name[..Math.Max(0, name.LastIndexOf('.'))]).Distinct().ToList();
        checks.SameList(
            "inference_steps",
            [.. config["inference_steps"].Integers().Order()],
            [
                .. names
                    .Where(name => file.Has(name + Trajectory))
                    .Select(name => Plain().Match(name).Groups[1].Value)
                    .Select(n => int.Parse(n, CultureInfo.InvariantCulture))
                    .Order(),
            ]
        );
        foreach (var name in names.Where(name => name != TrainingCase.Prefix))
            CheckSchedule(file, name, new FlowMatchScheduler(StepsNamed(file, name), OptionsNamed(name, options)));
        TrainingCase.Check(checks, file, new FlowMatchScheduler(config["train_steps"].Integer(), options));
    }

    private static void CheckSchedule(GoldenTensors file, string name, FlowMatchScheduler scheduler)
    {
        using var scope = NewDisposeScope();
        file.Relative($"{name}.sigmas", tensor(scheduler.Sigmas.ToArray()), Limits.Schedule);
        var timesteps = tensor(scheduler.Timesteps.ToArray());
        if (file.Has($"{name}.timesteps"))
            file.Relative($"{name}.timesteps", timesteps, Limits.Schedule);
        if (file.Has(name + Coarse))
            file.Exact(name + Coarse, timesteps.to(ScalarType.BFloat16).to(ScalarType.Float32));
        if (file.Has(name + Trajectory))
            CheckTrajectory(file, name, scheduler);
    }

    /// <summary>Each state is one step from the state before it, whose timestep chooses the step.</summary>
    private static void CheckTrajectory(GoldenTensors file, string name, FlowMatchScheduler scheduler)
    {
        var (outputs, states) = (file.Read($"{name}.model_outputs"), file.Read(name + Trajectory));
        var steps = new List<Tensor> { states[0] };
        for (var i = 0; i < scheduler.Steps; i++)
            steps.Add(scheduler.Step(outputs[i], scheduler.Timesteps[i], states[i]));
        file.Near(name + Trajectory, stack(steps), Limits.Scheduler);
    }

    /// <summary>A name such as <c>n25</c> says how many steps there are; a schedule that was only constructed has as
    /// many as it has.</summary>
    private static int StepsNamed(GoldenTensors file, string name) =>
        Schedule().Match(name).Groups["steps"] is { Success: true } steps
            ? int.Parse(steps.ValueSpan, CultureInfo.InvariantCulture)
            : checked((int)file.ShapeOf($"{name}.sigmas")[0]);

    private static FlowMatchOptions OptionsNamed(string name, FlowMatchOptions options)
    {
        var match = Schedule().Match(name);
        if (!match.Success)
            throw new BadInputException($"The name {name} does not say which schedule it is of.");
        // The reference class has other defaults than the pipeline that uses it.
        if (match.Groups["defaults"].Success)
            options = new FlowMatchOptions
            {
                Shift = 3,
                SigmaMax = 1,
                SigmaMin = 0.003 / 1.002,
                ExtraOneStep = false,
            };
        if (match.Groups["strength"].Success)
            options = options with { DenoisingStrength = Number(match.Groups["strength"]) };
        return match.Groups["shift"].Success ? options with { Shift = Number(match.Groups["shift"]) } : options;
    }

    private static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^n(\d{1,4})$")]
    private static partial Regex Plain();

    [GeneratedRegex(
        @"^(constructor|(?<defaults>class_defaults_)?n(?<steps>\d{1,4})(_strength(?<strength>\d+(\.\d+)?))?(_shift(?<shift>\d+(\.\d+)?))?)$"
    )]
    private static partial Regex Schedule();
}
