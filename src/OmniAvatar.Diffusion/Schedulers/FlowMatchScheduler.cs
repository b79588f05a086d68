using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Schedulers;

/// <summary>
/// Rectified flow (arXiv 2209.03003) by Euler steps: x_sigma = (1 - sigma) clean + sigma noise, the model predicts
/// noise - clean, and each step moves along it to the next sigma; the last goes to 0. A schedule is fixed when made;
/// nothing in it changes while denoising.
/// </summary>
public sealed class FlowMatchScheduler
{
    private readonly float[] _sigmas;
    private readonly float[] _timesteps;
    private readonly Lazy<float[]> _trainingWeights;

    /// <summary>Lays out <paramref name="steps"/> steps.</summary>
    /// <exception cref="WrongUseException">There is no step, or an option is out of its range.</exception>
    public FlowMatchScheduler(int steps, FlowMatchOptions? options = null)
    {
        options ??= new FlowMatchOptions();
        if (steps < 1)
            throw new WrongUseException($"Denoising takes at least one step, not {steps}.");
        if (options.Shift <= 0 || options.DenoisingStrength is <= 0 or > 1)
            throw new WrongUseException("The schedule's shift must be positive and its denoising strength in (0, 1].");
        _sigmas = ShiftedSigmas(steps, options);
        _timesteps = Array.ConvertAll(_sigmas, sigma => sigma * options.TrainTimesteps);
        _trainingWeights = new Lazy<float[]>(() => BellWeights(_timesteps));
    }

    /// <summary>How many steps there are.</summary>
    public int Steps => _sigmas.Length;

    /// <summary>Share of noise at each step, falling; float32 as the reference computes it.</summary>
    public IReadOnlyList<float> Sigmas => _sigmas;

    /// <summary>What the model is told at each step: sigma times the number of training timesteps.</summary>
    public IReadOnlyList<float> Timesteps => _timesteps;

    /// <summary>Loss weight of each timestep in training: a bell around the middle of the shifted timesteps, 0 at its
    /// least, 1 on average.</summary>
    public IReadOnlyList<float> TrainingWeights => _trainingWeights.Value;

    /// <summary>The sample after step <paramref name="index"/>, from the model's prediction for the sample before
    /// it.</summary>
    public Tensor Step(Tensor prediction, int index, Tensor sample)
    {
        var next = index + 1 < _sigmas.Length ? _sigmas[index + 1] : 0;
        return sample.add(prediction, alpha: next - _sigmas[index]);
    }

    /// <summary>The sample after the step whose timestep lies nearest.</summary>
    public Tensor Step(Tensor prediction, float timestep, Tensor sample) =>
        Step(prediction, NearestStep(timestep), sample);

    /// <summary>A clean sample with as much noise as the nearest timestep has.</summary>
    public Tensor AddNoise(Tensor clean, Tensor noise, float timestep)
    {
        var sigma = _sigmas[NearestStep(timestep)];
        using var kept = clean.mul(1 - sigma);
        return kept.add(noise, alpha: sigma);
    }

    /// <summary>What the model learns to predict.</summary>
    public static Tensor TrainingTarget(Tensor clean, Tensor noise) => noise.sub(clean);

    /// <summary>Loss weight of the nearest timestep.</summary>
    public float TrainingWeight(float timestep) => _trainingWeights.Value[NearestStep(timestep)];

    /// <summary>The step whose timestep lies nearest; the earlier of two.</summary>
    public int NearestStep(float timestep)
    {
        var nearest = 0;
        for (var i = 1; i < _timesteps.Length; i++)
            if (Math.Abs(_timesteps[i] - timestep) < Math.Abs(_timesteps[nearest] - timestep))
                nearest = i;
        return nearest;
    }

    private static float[] ShiftedSigmas(int steps, FlowMatchOptions options)
    {
        var start = options.SigmaMin + (options.SigmaMax - options.SigmaMin) * options.DenoisingStrength;
        var even = EvenlySpaced((float)start, (float)options.SigmaMin, options.ExtraOneStep ? steps + 1 : steps);
        var (shift, stretch) = ((float)options.Shift, (float)(options.Shift - 1));
        return Array.ConvertAll(even[..steps], sigma => shift * sigma / (1 + stretch * sigma));
    }

    /// <summary>
    /// Float32 values from start to end with the roundings of the reference's linspace: counted from the nearer end, in
    /// vectors of 8 that are computed in pairs. Done here, the schedule does not change with the processor's vector
    /// width.
    /// </summary>
    private static float[] EvenlySpaced(float start, float end, int count)
    {
        const int lanes = 8;
        var step = count > 1 ? (end - start) / (count - 1) : 0;
        var inVectors = count / (2 * lanes) * 2 * lanes;
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            var lane = i < inVectors ? i % lanes : 0;
            values[i] = FromNearerEnd(i - lane) + lane * step;
        }
        return values;

        float FromNearerEnd(int i) =>
            i < count / 2 ? MathF.FusedMultiplyAdd(step, i, start) : MathF.FusedMultiplyAdd(-step, count - 1 - i, end);
    }

    private static float[] BellWeights(float[] timesteps)
    {
        using var scope = NewDisposeScope();
        double count = timesteps.Length;
        var bell = tensor(timesteps).sub(count / 2).div(count).square().mul(-2).exp();
        var lifted = bell.sub(bell.min());
        return lifted.mul(tensor((float)count).div(lifted.sum())).data<float>().ToArray();
    }
}
