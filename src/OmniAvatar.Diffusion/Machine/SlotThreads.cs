namespace OmniAvatar.Diffusion.Machine;

/// <summary>The default number of CPU threads of a slot.</summary>
public static class SlotThreads
{
    /// <summary>The model's number, or the slot's share of the cores where that is less; at least 1.</summary>
    /// <param name="wanted">The model's number, 1 to 256. It is fixed, so that machines with cores enough are of one
    /// numeric class.</param>
    /// <param name="slots">Slots that share this machine, 1 or more.</param>
    public static int Default(int wanted, int slots = 1) => Default(wanted, slots, Environment.ProcessorCount);

    /// <summary>The same on a machine, or in a container, of that many cores.</summary>
    internal static int Default(int wanted, int slots, int cores) => Math.Clamp(cores / slots, 1, wanted);
}
