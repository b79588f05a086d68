namespace OmniAvatar.Diffusion.Schedulers;

/// <summary>The shape of a flow-matching schedule. The defaults are those that OmniAvatar was released with.</summary>
public sealed record FlowMatchOptions
{
    /// <summary>How far sigmas are pulled towards noise: s becomes shift s / (1 + (shift - 1) s). Positive; 1 leaves
    /// them even.</summary>
    public double Shift { get; init; } = 5;

    /// <summary>Sigma of the first step before the shift; 1 is pure noise.</summary>
    public double SigmaMax { get; init; } = 1;

    /// <summary>Sigma that the schedule runs towards before the shift.</summary>
    public double SigmaMin { get; init; }

    /// <summary>Divides the range into one step more and drops its end, so that the last step, which goes to 0, is a
    /// real one.</summary>
    public bool ExtraOneStep { get; init; } = true;

    /// <summary>Timestep of sigma 1.</summary>
    public int TrainTimesteps { get; init; } = 1000;

    /// <summary>1 begins at <see cref="SigmaMax"/>; less begins so much further along. In (0, 1].</summary>
    public double DenoisingStrength { get; init; } = 1;
}
