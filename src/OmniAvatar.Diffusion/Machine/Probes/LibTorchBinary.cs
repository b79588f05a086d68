using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;

namespace OmniAvatar.Diffusion.Machine.Probes;

/// <summary>
/// The library <c>libtorch_cpu</c> that this process has loaded. TorchSharp's version is a constant of its own package,
/// whatever was loaded; so libtorch itself is asked, through functions that it exports under C++ names.
/// </summary>
internal static unsafe partial class LibTorchBinary
{
    private const string Name = "libtorch_cpu.so";
    private const int BuildDigits = 8;

    private static readonly Lazy<nint> Handle = new(Open);

    /// <summary>Version and build, from libtorch's description of itself.</summary>
    public static LibTorchFacts Read() => Parse(Call("_ZN2at11show_configB5cxx11Ev"));

    /// <summary>The instruction set that its kernels were chosen for: <c>default</c>, <c>avx2</c>, <c>avx512</c>,
    /// ….</summary>
    public static string DispatchedInstructions() => Call("_ZN2at18get_cpu_capabilityB5cxx11Ev").ToLowerInvariant();

    /// <summary>Whether a switch of its context, a member function that takes nothing, is on.</summary>
    public static bool IsOn(string mangledName)
    {
        var context = ((delegate* unmanaged<nint>)Export("_ZN2at13globalContextEv"))();
        return ((delegate* unmanaged<nint, byte>)Export(mangledName))(context) != 0;
    }

    /// <summary>The facts in a description as <c>torch.__config__.show()</c> prints it.</summary>
    internal static LibTorchFacts Parse(string configuration) =>
        new(
            Found(Version().Match(configuration)),
            Found(Mkl().Match(configuration)),
            Found(OneDnn().Match(configuration)),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(configuration)))[..BuildDigits]
        );

    private static string Found(Match match) => match.Success ? match.Groups[1].Value : NumericFacts.Unknown;

    private static nint Open()
    {
        torch.InitializeDeviceType(DeviceType.CPU);
        return NativeLibrary.Load(
            LoadedLibraries.Find(Name) ?? throw new DllNotFoundException($"{Name} is not loaded.")
        );
    }

    private static nint Export(string name) => NativeLibrary.GetExport(Handle.Value, name);

    /// <summary>Calls a function that returns a <c>std::string</c>: the caller gives the room for it as a hidden first
    /// argument.</summary>
    private static string Call(string mangledName)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return "";
        StdString text;
        _ = ((delegate* unmanaged<StdString*, nint>)Export(mangledName))(&text);
        // A long text stays allocated: a few kilobytes, asked for once a slot.
        return Encoding.UTF8.GetString(text.Characters, checked((int)text.Length));
    }

    [GeneratedRegex(@"TORCH_VERSION=([^,\s]+)")]
    private static partial Regex Version();

    [GeneratedRegex(@"Math Kernel Library Version (\S+)-Product")]
    private static partial Regex Mkl();

    [GeneratedRegex(@"MKL-DNN v(\S+)")]
    private static partial Regex OneDnn();

    /// <summary>libstdc++'s string of the C++11 interface.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct StdString
    {
        public byte* Characters;
        public nuint Length;
        private fixed byte _room[16];
    }
}
