using OmniAvatar.Diffusion.Transformers.Blocks;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Guidance;

/// <summary>
/// Timestep-embedding-aware caching (arXiv 2411.19108): the timestep's relative change from step to step, through a
/// fitted polynomial, estimates how far the blocks' output has moved. Until that adds up to the threshold their last
/// effect is applied again. The first and the last step are always computed. What is carried between steps lives in a
/// <see cref="TeaCacheState"/>, one a branch.
/// </summary>
public sealed class TeaCache(TeaCacheOptions options, int steps)
{
    /// <summary>Whether a branch is cached at all.</summary>
    public bool Covers(GuidanceBranch branch) => options.Branches.Contains(branch);

    /// <summary>The cache of one branch as it stands in one step.</summary>
    public IBlockReuse At(int step, TeaCacheState state) => new BranchCache(this, step, state);

    /// <summary>Decides whether a step computes its blocks, and accumulates the distance. <paramref name="modulation"/>
    /// is (B, 6, dim).</summary>
    public bool Decide(TeaCacheState state, int step, Tensor modulation)
    {
        var must = step == 0 || step == steps - 1 || state.Modulation is null;
        if (!must)
            state.AccumulatedDistance += Polynomial(RelativeChange(state.Modulation!, modulation));
        state.ComputedLast = must || state.AccumulatedDistance >= options.Threshold;
        if (state.ComputedLast)
            state.AccumulatedDistance = 0;
        state.RememberModulation(modulation.clone());
        return state.ComputedLast;
    }

    /// <summary>Mean absolute change from one modulation (B, 6, dim) to the next, as a part of the first's mean
    /// absolute value.</summary>
    public static double RelativeChange(Tensor before, Tensor now)
    {
        using var scope = NewDisposeScope();
        var (old, current) = (before.to(ScalarType.Float32), now.to(ScalarType.Float32));
        return current.sub(old).abs().mean().div(old.abs().mean()).item<float>();
    }

    private double Polynomial(double x) =>
        options.Coefficients.Aggregate(0.0, (value, coefficient) => value * x + coefficient);

    private sealed class BranchCache(TeaCache cache, int step, TeaCacheState state) : IBlockReuse
    {
        // (B, N, dim), (B, 6, dim)
        public Tensor Apply(Tensor tokens, Tensor timeModulation, Func<Tensor, Tensor> blocks)
        {
            if (!cache.Decide(state, step, timeModulation))
                return tokens.add(state.Residual!);
            var computed = blocks(tokens);
            state.RememberResidual(computed.sub(tokens));
            return computed;
        }
    }
}
