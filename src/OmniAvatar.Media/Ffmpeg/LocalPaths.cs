using FFMpegCore;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Ffmpeg;

/// <summary>Inputs and outputs of a command that are local files, whatever their names look like: FFMpegCore would hand
/// the names on as they are.</summary>
internal static class LocalPaths
{
    private const string StandardOutput = "pipe:1";

    /// <summary>Begins a command with a file. Whether it exists, ffmpeg says.</summary>
    public static FFMpegArguments FromLocalFile(string path, Action<FFMpegInputOptions>? options = null) =>
        FFMpegArguments.FromFileInput(Argument.LocalFile(path), verifyExists: false, options);

    /// <summary>Adds a file as the next input.</summary>
    public static FFMpegArguments AddLocalFile(
        this FFMpegArguments inputs,
        string path,
        Action<FFMpegInputOptions>? options = null
    ) => inputs.AddFileInput(Argument.LocalFile(path), verifyExists: false, options);

    /// <summary>Ends a command with the file that it writes, replacing what is there.</summary>
    /// <returns>The argument line.</returns>
    public static string ToLocalFile(this FFMpegArguments inputs, string path, Action<FFMpegOutputOptions> options) =>
        inputs.OutputToFile(Argument.LocalFile(path), options).Arguments;

    /// <summary>Ends a command that writes to ffmpeg's stdout.</summary>
    /// <returns>The argument line.</returns>
    public static string ToStandardOutput(this FFMpegArguments inputs, Action<FFMpegOutputOptions> options) =>
        inputs.OutputToFile(StandardOutput, options).Arguments;

    /// <summary>Ends a command that writes several outputs.</summary>
    /// <returns>The argument line.</returns>
    public static string ToMany(this FFMpegArguments inputs, Action<FFMpegMultiOutputOptions> outputs) =>
        inputs.OutputToMany(outputs).Arguments;

    /// <summary>One of several outputs: a file, replacing what is there.</summary>
    public static FFMpegMultiOutputOptions ToLocalFile(
        this FFMpegMultiOutputOptions outputs,
        string path,
        Action<FFMpegOutputOptions> options
    ) => outputs.OutputToFile(Argument.LocalFile(path), options);

    /// <summary>One of several outputs: ffmpeg's stdout.</summary>
    public static FFMpegMultiOutputOptions ToStandardOutput(
        this FFMpegMultiOutputOptions outputs,
        Action<FFMpegOutputOptions> options
    ) => outputs.OutputToFile(StandardOutput, options);
}
