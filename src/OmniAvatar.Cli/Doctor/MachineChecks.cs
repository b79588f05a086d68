using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace OmniAvatar.Cli.Doctor;

/// <summary>Runtime, processor, memory and disk.</summary>
internal static class MachineChecks
{
    private const double GibiByte = 1L << 30;
    private const double LeastFreeDisk = 5;
    private const double LeastMemory = 4;

    public static Finding Runtime() => new(".NET", FindingStatus.Good, RuntimeInformation.FrameworkDescription);

    public static Finding Processor()
    {
        var cores = $"{Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}";
        if (Avx512F.IsSupported)
            return new Finding("processor", FindingStatus.Good, $"{cores}, AVX-512");
        return Avx2.IsSupported
            ? new Finding("processor", FindingStatus.Good, $"{cores}, AVX2")
            : new Finding(
                "processor",
                FindingStatus.Limited,
                $"{cores}, no AVX2",
                "A processor with AVX2 renders several times faster."
            );
    }

    public static Finding Memory()
    {
        var gibibytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / GibiByte;
        return gibibytes >= LeastMemory
            ? new Finding("memory", FindingStatus.Good, Gibibytes(gibibytes))
            : new Finding(
                "memory",
                FindingStatus.Limited,
                Gibibytes(gibibytes),
                "Only tiny models fit; 1.3B needs about 16 GiB on the CPU, 14B about 64."
            );
    }

    /// <summary>Free space where unfinished work is kept.</summary>
    public static Finding Disk(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing) ?? "/";
        var free = new DriveInfo(existing).AvailableFreeSpace / GibiByte;
        var found = $"{Gibibytes(free)} free in {existing}";
        return free >= LeastFreeDisk
            ? new Finding("disk", FindingStatus.Good, found)
            : new Finding(
                "disk",
                FindingStatus.Limited,
                found,
                "Free some space or choose another folder with --data."
            );
    }

    private static string Gibibytes(double number) => string.Create(CultureInfo.InvariantCulture, $"{number:0.0} GiB");
}
