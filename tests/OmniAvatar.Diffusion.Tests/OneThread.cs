using System.Runtime.CompilerServices;
using TorchSharp;

namespace OmniAvatar.Diffusion.Tests;

/// <summary>The reference's models are so small that threads only wait for each other; test classes already run side by side.</summary>
internal static class OneThread
{
    [ModuleInitializer]
    internal static void Set() => torch.set_num_threads(1);
}
