using System.Diagnostics;
using System.Globalization;

namespace OmniAvatar.Media.Pictures.Inspection;

/// <summary>Decodes in a process of its own: a picture that crashes the decoder only ends that process, not anybody
/// else's work. The child prints <c>WIDTH HEIGHT</c>, or a sentence on stderr with exit status 3.</summary>
/// <param name="program">What to start.</param>
/// <param name="arguments">Its arguments; the picture's path comes after them.</param>
public sealed class GuardedInspector(string program, IReadOnlyList<string> arguments) : IPictureInspector
{
    /// <summary>The word by which a program is asked to be the child, see <see cref="RunAsChild"/>.</summary>
    private const string ChildWord = "--decode-picture";

    private const int BadInput = 3;

    /// <summary>This very program as its own child; its Main must call <see cref="RunAsChild"/> first.</summary>
    public static GuardedInspector OfThisProgram()
    {
        var (host, assembly) = (Environment.ProcessPath!, Environment.GetCommandLineArgs()[0]);
        var isSharedHost = Path.GetFileNameWithoutExtension(host) == "dotnet";
        return new GuardedInspector(host, isSharedHost ? [assembly, ChildWord] : [ChildWord]);
    }

    /// <summary>Decodes the picture that the command line names, where it asks for that; returns the exit status, or
    /// null.</summary>
    public static int? RunAsChild(string[] commandLine)
    {
#pragma warning disable RS0030 // A program of its own here: its parent reads what it prints.
        if (commandLine is not [ChildWord, var path])
            return null;
        try
        {
            var picture = PictureReader.Read(path, path);
            Console.Out.Write(string.Create(CultureInfo.InvariantCulture, $"{picture.Width} {picture.Height}"));
            return 0;
        }
        catch (BadInputException e)
        {
            Console.Error.Write(e.Message);
            return BadInput;
        }
#pragma warning restore RS0030
    }

    /// <inheritdoc/>
    public async Task<PictureSize> InspectAsync(string path, string shownAs, CancellationToken cancellation)
    {
        using var child =
            Process.Start(
                new ProcessStartInfo(program, [.. arguments, path])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            ) ?? throw new RenderFailedException("The picture decoder did not start.");
        try
        {
            var (output, errors) = (
                child.StandardOutput.ReadToEndAsync(cancellation),
                child.StandardError.ReadToEndAsync(cancellation)
            );
            await child.WaitForExitAsync(cancellation);
            if (child.ExitCode == BadInput)
                throw new BadInputException((await errors).Replace(path, shownAs, StringComparison.Ordinal));
            return child.ExitCode == 0 && Parse(await output) is { } size
                ? size
                : throw new BadInputException(
                    $"The picture {shownAs} crashes the decoder; save it again with another program and retry."
                );
        }
        finally
        {
            if (!child.HasExited)
                child.Kill(entireProcessTree: true);
        }
    }

    private static PictureSize? Parse(string text) =>
        text.Split(' ') is [var w, var h]
        && int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
        && int.TryParse(h, NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            ? new PictureSize(width, height)
            : null;
}
