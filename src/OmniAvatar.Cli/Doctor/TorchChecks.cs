using OmniAvatar.Cli.Rendering;
using OmniAvatar.Diffusion.Machine;
using OmniAvatar.Diffusion.Machine.Probes;
using OmniAvatar.Diffusion.Pipelines;
using OmniAvatar.Models;
using TorchSharp;

namespace OmniAvatar.Cli.Doctor;

/// <summary>Whether libtorch loads and computes, whether it sees a GPU, and which numeric class a slot has
/// here.</summary>
internal static class TorchChecks
{
    public static IReadOnlyList<Finding> Run()
    {
        try
        {
            using var ones = torch.ones(2, 2);
            using var product = ones.matmul(ones);
            if (product.sum().item<float>() != 8)
                return [Broken("it computes wrong numbers")];
        }
        catch (Exception e)
            when (e
                    is TypeInitializationException
                        or DllNotFoundException
                        or NotSupportedException
                        or EntryPointNotFoundException
            )
        {
            return [Broken((e.InnerException ?? e).Message.ReplaceLineEndings(" "))];
        }

        var device = RendererFactory.DeviceOf(asked: null);
        var facts = MachineProbe.Read(device);
        var usual = RendererOptions.For(device, SlotThreads.Default(new ModelDefaults().Threads));
        return
        [
            new Finding("libtorch", FindingStatus.Good, $"loads and computes, version {facts.LibTorch.Version}"),
            .. Gpus(),
            new Finding("numeric class", FindingStatus.Good, facts.ClassOf(usual.DataType, usual.Threads).Text),
        ];
    }

    private static Finding Broken(string found) =>
        new(
            "libtorch",
            FindingStatus.Missing,
            found,
            "Delete the bin folders and start again; if that does not help, this system's libstdc++ is too old."
        );

    private static IEnumerable<Finding> Gpus() =>
        torch.cuda.is_available()
            ? Enumerable.Range(0, torch.cuda.device_count()).Select(index => Gpu(index, MachineProbe.ReadGpu(index)))
            :
            [
                new Finding(
                    "GPU",
                    FindingStatus.Limited,
                    "this build finds none",
                    "On a machine with an NVIDIA GPU build with OMNIAVATAR_ACCELERATOR=cuda; the real model needs one."
                ),
            ];

    private static Finding Gpu(int index, GpuFacts gpu) =>
        new(
            $"GPU {index}",
            FindingStatus.Good,
            $"{gpu.Name}, compute capability {gpu.ComputeCapability}, driver {gpu.Driver}, CUDA {gpu.Cuda}, "
                + $"cuDNN {gpu.CuDnn}"
        );
}
