namespace OmniAvatar.Diffusion.Guidance;

/// <summary>When a step may apply the last step's effect again instead of computing the blocks (TeaCache, arXiv
/// 2411.19108).</summary>
public sealed record TeaCacheOptions
{
    /// <summary>Fitted polynomials, highest power first, by the model they were fitted on.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<double>> KnownCoefficients { get; } =
        new Dictionary<string, IReadOnlyList<double>>
        {
            ["Wan2.1-T2V-1.3B"] = [-5.21862437e4, 9.23041404e3, -5.28275948e2, 1.36987616e1, -4.99875664e-2],
            ["Wan2.1-T2V-14B"] = [-3.03318725e5, 4.90537029e4, -2.65530556e3, 5.87365115e1, -3.15583525e-1],
            ["Wan2.1-I2V-14B-480P"] = [2.57151496e5, -3.54229917e4, 1.40286849e3, -1.35890334e1, 1.32517977e-1],
            ["Wan2.1-I2V-14B-720P"] = [8.10705460e3, 2.13393892e3, -3.72934672e2, 1.66203073e1, -4.17769401e-2],
        };

    /// <summary>Steps are skipped while the accumulated distance stays below it; more is faster and coarser.
    /// Positive.</summary>
    public required double Threshold { get; init; }

    /// <summary>Polynomial from the timestep's relative change to the output's, highest power first.</summary>
    public required IReadOnlyList<double> Coefficients { get; init; }

    /// <summary>Branches that are cached; the others are computed at every step. The released code leaves out the one
    /// without audio.</summary>
    public IReadOnlySet<GuidanceBranch> Branches { get; init; } = Enum.GetValues<GuidanceBranch>().ToHashSet();

    /// <summary>The options of a known model, such as <c>Wan2.1-T2V-14B</c>.</summary>
    /// <exception cref="WrongUseException">The model has no coefficients, or the threshold is not positive.</exception>
    public static TeaCacheOptions For(string model, double threshold)
    {
        if (!KnownCoefficients.TryGetValue(model, out var coefficients))
            throw new WrongUseException(
                $"TeaCache does not know the model '{model}'; it knows {string.Join(", ", KnownCoefficients.Keys)}."
            );
        if (threshold is not > 0)
            throw new WrongUseException($"TeaCache's threshold must be positive, not {threshold}.");
        return new TeaCacheOptions { Threshold = threshold, Coefficients = coefficients };
    }
}
