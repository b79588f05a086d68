using System.ComponentModel;
using System.Diagnostics;

namespace OmniAvatar.Media.Processes;

/// <summary>
/// A running ffmpeg or ffprobe. FFMpegCore writes the argument line; the process is run here because frames go through
/// stdin, only the end of stderr is kept, and a run that is cancelled or abandoned must be killed.
/// </summary>
internal sealed class FfmpegProcess : IDisposable
{
    private const string Errors = "error";
    private const string Findings = "info";

    private readonly Process _process;
    private readonly Task<string> _errors;

    private FfmpegProcess(Process process)
    {
        _process = process;
        _errors = TextTail.ReadAsync(process.StandardError);
    }

    /// <summary>The process's stdin. Closing it ends the input; so does our own death, and the process ends by
    /// itself.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>The process's stdout; someone must read it to its end. When we die, the process dies of writing to
    /// it.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts <c>ffmpeg</c> with FFMpegCore's line.</summary>
    public static FfmpegProcess Encode(string arguments) => Encode(arguments, Errors);

    /// <summary>Starts <c>ffmpeg</c> with FFMpegCore's line; filters say on stderr what they found.</summary>
    public static FfmpegProcess Measure(string arguments) => Encode(arguments, Findings);

    /// <summary>Starts <c>ffprobe</c>.</summary>
    public static FfmpegProcess Probe(string arguments) => Start("ffprobe", Errors, arguments);

    /// <summary>Runs <c>ffmpeg</c> from files to files.</summary>
    /// <param name="arguments">FFMpegCore's line.</param>
    /// <param name="failure">What a failure's sentence begins with, as in "The video could not be joined".</param>
    /// <param name="folder">Where it writes.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <exception cref="RenderFailedException">It failed or the disk is full.</exception>
    public static async Task RunAsync(string arguments, string failure, string folder, CancellationToken cancellation)
    {
        using var ffmpeg = Encode(arguments);
        (await ffmpeg.FinishAsync(cancellation)).ThrowIfFailed(failure, folder);
    }

    /// <summary>Waits for the end of a process whose stdout nobody needs; kills it if cancelled.</summary>
    public async Task<FfmpegExit> FinishAsync(CancellationToken cancellation)
    {
        await Output.CopyToAsync(Stream.Null, cancellation);
        return await WaitAsync(cancellation);
    }

    /// <summary>Waits until the process has ended; kills it if cancelled.</summary>
    public async Task<FfmpegExit> WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await _process.WaitForExitAsync(cancellation);
            return new FfmpegExit(_process.ExitCode, await _errors);
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw;
        }
    }

    /// <summary>Kills the process if it still runs, and waits until it is gone.</summary>
    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private static FfmpegProcess Encode(string arguments, string said) =>
        Start("ffmpeg", said, $"-nostdin {arguments}");

    private static FfmpegProcess Start(string tool, string said, string arguments)
    {
        var start = OwnSession.Of(tool, $"-hide_banner -loglevel {said} {arguments}") ?? throw NotFound(tool, null);
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            return new FfmpegProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw NotFound(tool, e);
        }
    }

    private static RenderFailedException NotFound(string tool, Exception? cause) =>
        new($"{tool} was not found; install it with: sudo apt-get install ffmpeg", cause);

    private void Kill()
    {
        if (_process.HasExited)
            return;
        _process.Kill();
        _process.WaitForExit();
    }
}
