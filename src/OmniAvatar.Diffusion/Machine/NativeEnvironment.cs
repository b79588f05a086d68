using System.Runtime.InteropServices;

namespace OmniAvatar.Diffusion.Machine;

/// <summary>The environment that native libraries see: .NET keeps one of its own beside it.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>libc's <c>setenv</c>; with <paramref name="overwrite"/> 0 a value that is there stays.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetVariable(string name, string value, int overwrite);
}
