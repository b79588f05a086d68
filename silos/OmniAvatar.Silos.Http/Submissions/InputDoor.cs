using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using OmniAvatar.Media;
using OmniAvatar.Media.Pictures.Inspection;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Decodes submissions' files, so many at a time and each for so long: one that hangs fails its own request.</summary>
internal sealed class InputDoor(IOptions<VideoApiOptions> options, IPictureInspector pictures, TimeProvider time) : IDisposable
{
    private readonly ConcurrencyLimiter _decodes = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.ConcurrentDecodes,
        QueueLimit = options.Value.ConcurrentUploads,
    });

    /// <summary>Checks and decodes the picture and the sound.</summary>
    /// <param name="submission">Whose files.</param>
    /// <param name="folder">Where the files lie; what is made of them comes below it.</param>
    /// <param name="cancellation">The client has gone.</param>
    /// <exception cref="BadInputException">A file cannot be used; the message names the field, not a path of this machine.</exception>
    /// <exception cref="ApiException">It took too long.</exception>
    public async Task<IngestedInput> DecodeAsync(Submission submission, string folder, CancellationToken cancellation)
    {
        using var place = await _decodes.AcquireAsync(1, cancellation);
        using var patience = new CancellationTokenSource(options.Value.DecodeTime, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            // On a thread of its own: a picture is decoded without awaiting, and nobody waits for one that hangs.
            return await Task.Run(() => IngestAsync(submission, folder, stop.Token), stop.Token).WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw Refusals.Invalid(null, "The files took too long to decode; send a shorter sound or a smaller picture.", "decode_timeout");
        }
        catch (BadInputException e)
        {
            throw new BadInputException(e.Message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), e);
        }
    }

    public void Dispose() => _decodes.Dispose();

    private static InputFiles WithSilence(InputFiles files, string path, double seconds)
    {
        SilentSound.Write(path, seconds);
        return InputFiles.OfOne(files.Speakers[0].Picture, path);
    }

    private async Task<IngestedInput> IngestAsync(Submission submission, string folder, CancellationToken cancellation)
    {
        var files = submission.SilenceSeconds is { } seconds ? WithSilence(submission.Files, Path.Combine(folder, "silence.wav"), seconds) : submission.Files;
        return await InputIngest.RunAsync(files, pictures, Directory.CreateDirectory(Path.Combine(folder, "decoded")).FullName, cancellation);
    }
}
