using OmniAvatar.Diffusion.Machine.Probes;
using OmniAvatar.Rendering;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Machine;

/// <summary>Reads off this process and machine what decides the last bits of its results.</summary>
public static class TorchNumericClass
{
    /// <summary>The class of computing on a device in a type with a fixed number of threads; it loads
    /// libtorch.</summary>
    public static NumericClass Of(Device device, ScalarType dtype, int threads) =>
        MachineProbe.Read(device).ClassOf(dtype, threads);
}
