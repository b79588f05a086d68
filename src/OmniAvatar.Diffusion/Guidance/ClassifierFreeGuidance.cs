using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Guidance;

/// <summary>
/// Classifier-free guidance (arXiv 2207.12598) over text and audio: a step's prediction is pushed away from what the
/// model says when it is told less. One of <see cref="Off"/>, <see cref="Joint"/> and <see cref="Separate"/>.
/// </summary>
public abstract record ClassifierFreeGuidance
{
    private ClassifierFreeGuidance() { }

    /// <summary>The branches that <see cref="Predict"/> asks for.</summary>
    public abstract IReadOnlyList<GuidanceBranch> Branches { get; }

    /// <summary>Combines the predictions of this guidance's branches, each asked for once. The result has the
    /// predictions' shape.</summary>
    public abstract Tensor Predict(Func<GuidanceBranch, Tensor> predict);

    /// <summary>
    /// The guidance of two scales, as the released code chooses it: a text scale of 1 turns guidance off whatever the
    /// audio scale is, equal scales share one negative prediction, others take three.
    /// </summary>
    /// <exception cref="WrongUseException">A scale is not a finite number.</exception>
    public static ClassifierFreeGuidance For(double textScale, double audioScale) =>
        (textScale, audioScale) switch
        {
            _ when !double.IsFinite(textScale) || !double.IsFinite(audioScale) => throw new WrongUseException(
                "Guidance scales must be finite numbers."
            ),
            (1, _) => new Off(),
            _ when textScale == audioScale => new Joint(textScale),
            _ => new Separate(textScale, audioScale),
        };

    /// <summary>The conditional prediction as it is.</summary>
    public sealed record Off : ClassifierFreeGuidance
    {
        /// <inheritdoc />
        public override IReadOnlyList<GuidanceBranch> Branches { get; } = [GuidanceBranch.Conditional];

        /// <inheritdoc />
        public override Tensor Predict(Func<GuidanceBranch, Tensor> predict) => predict(GuidanceBranch.Conditional);
    }

    /// <summary>unconditional + scale (conditional - unconditional): text and audio together.</summary>
    public sealed record Joint(double Scale) : ClassifierFreeGuidance
    {
        /// <inheritdoc />
        public override IReadOnlyList<GuidanceBranch> Branches { get; } =
        [GuidanceBranch.Conditional, GuidanceBranch.Unconditional];

        /// <inheritdoc />
        public override Tensor Predict(Func<GuidanceBranch, Tensor> predict)
        {
            using var conditional = predict(GuidanceBranch.Conditional);
            using var unconditional = predict(GuidanceBranch.Unconditional);
            using var difference = conditional.sub(unconditional);
            return unconditional.add(difference, alpha: Scale);
        }
    }

    /// <summary>unconditional + text scale (without audio - unconditional) + audio scale (conditional - without
    /// audio).</summary>
    public sealed record Separate(double TextScale, double AudioScale) : ClassifierFreeGuidance
    {
        /// <inheritdoc />
        public override IReadOnlyList<GuidanceBranch> Branches { get; } =
        [GuidanceBranch.Conditional, GuidanceBranch.ConditionalWithoutAudio, GuidanceBranch.Unconditional];

        /// <inheritdoc />
        public override Tensor Predict(Func<GuidanceBranch, Tensor> predict)
        {
            using var conditional = predict(GuidanceBranch.Conditional);
            using var silent = predict(GuidanceBranch.ConditionalWithoutAudio);
            using var unconditional = predict(GuidanceBranch.Unconditional);
            using var text = silent.sub(unconditional);
            using var audio = conditional.sub(silent);
            using var guided = unconditional.add(text, alpha: TextScale);
            return guided.add(audio, alpha: AudioScale);
        }
    }
}
