using Microsoft.Extensions.Options;
using OmniAvatar.Client.Wire;
using OmniAvatar.Media;
using OmniAvatar.Media.Pictures.Inspection;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Scripts;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Submissions.Fields;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Decodes submissions' files, with limits on number and time: a decoder that hangs only fails its own
/// request.</summary>
internal sealed class InputDecoder(IOptions<VideoApiOptions> options, IPictureInspector pictures, TimeProvider time)
    : IAsyncDisposable
{
    private readonly ConcurrentRequests _decodes = new(
        options.Value.ConcurrentDecodes,
        options.Value.TenantShare,
        waiting: options.Value.ConcurrentUploads,
        options.Value.DecodeWait,
        time
    );

    /// <summary>Checks and decodes the pictures and the sounds.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="submission">What is asked for.</param>
    /// <param name="received">The files; decoded files are written into its folder.</param>
    /// <param name="cancellation">The client has gone.</param>
    /// <exception cref="BadInputException">The files do not match each other.</exception>
    /// <exception cref="ApiException">A file cannot be used; or it took too long, or too many wait.</exception>
    public Task<IngestedInput> DecodeAsync(
        string tenant,
        Submission submission,
        ReceivedSubmission received,
        CancellationToken cancellation
    ) => RunAsync(tenant, received, stop => IngestAsync(submission, received.Folder, stop), cancellation);

    /// <summary>Checks a picture that comes alone.</summary>
    /// <exception cref="ApiException">It cannot be used; or it took too long, or too many wait.</exception>
    public Task<PictureFacts> InspectAsync(
        string tenant,
        UploadedFile picture,
        ReceivedSubmission received,
        CancellationToken cancellation
    ) =>
        RunAsync(
            tenant,
            received,
            async stop =>
            {
                var size = await pictures.InspectAsync(picture.Path, picture.Path, stop);
                return new PictureFacts(picture.Sha256, size.Width, size.Height);
            },
            cancellation
        );

    public ValueTask DisposeAsync() => _decodes.DisposeAsync();

    private async Task<T> RunAsync<T>(
        string tenant,
        ReceivedSubmission received,
        Func<CancellationToken, Task<T>> decode,
        CancellationToken cancellation
    )
    {
        using var place = await _decodes.TakeAsync(tenant, TooMany, cancellation);
        using var patience = new CancellationTokenSource(options.Value.DecodeTime, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            // This runs on a thread of its own, because decoding a picture blocks and may hang.
            return await Task.Run(() => decode(stop.Token), stop.Token).WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw Refusals.Invalid(
                null,
                "The files took too long to decode; send a shorter sound or a smaller picture.",
                "decode_timeout"
            );
        }
        catch (BadInputException e)
        {
            throw Refusal(e, received);
        }
    }

    /// <summary>The message names the field of the file, and no path of this machine.</summary>
    private static Exception Refusal(BadInputException failure, ReceivedSubmission received)
    {
        var culprit = received
            .Form.Files.Where(file => failure.Message.Contains(file.Value.Path, StringComparison.Ordinal))
            .OrderByDescending(file => file.Value.Path.Length)
            .Select(file => file.Key)
            .FirstOrDefault();
        var message = failure.Message.Replace(
            received.Folder + Path.DirectorySeparatorChar,
            "",
            StringComparison.Ordinal
        );
        return culprit is null
            ? new BadInputException(message, failure)
            : Refusals.Invalid(
                received.Form.NameOf(culprit),
                PublicReason.Of(failure.Kind, message, incident: null),
                VideoErrorCodes.BadInput
            );
    }

    private static ApiException TooMany() =>
        Refusals.Busy("too_many_decodes", "Too many submissions are waiting to be decoded; send this one again later.");

    private static InputFiles WithSilence(InputFiles files, string path, double seconds)
    {
        WaveFile.WriteSilence(path, seconds, SpeechDecoder.SampleRate);
        return files with { Speakers = [files.Speakers[0] with { Sound = path }] };
    }

    private async Task<IngestedInput> IngestAsync(Submission submission, string folder, CancellationToken cancellation)
    {
        var files = submission.SilenceSeconds is { } seconds
            ? WithSilence(submission.Files, Path.Combine(folder, "silence.wav"), seconds)
            : submission.Files;
        var decoded = Directory.CreateDirectory(Path.Combine(folder, "decoded")).FullName;
        return await InputIngest.RunAsync(
            files,
            pictures,
            new DecodeBudget(options.Value.DecodedBytes),
            decoded,
            cancellation
        );
    }
}
