using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using OmniAvatar.Files;
using OmniAvatar.Resilience;
using Polly;

namespace OmniAvatar.Client;

/// <summary>
/// Fetches a file of a finished video. What has come is kept beside the target under the name of its content, so that a
/// broken download goes on where it broke, now or at the next call; the file appears under its own name when all of it
/// is there and has the right hash.
/// </summary>
public sealed class VideoDownload(VideoClient client, TimeProvider time)
{
    private const int BufferBytes = 1 << 16;

    // Time for another gateway to take over.
    private static readonly Backoff AfterSome = Backoff.Steady(TimeSpan.FromSeconds(1));
    private static readonly Backoff AfterNothing = new(TimeSpan.FromSeconds(2)) { Retries = 4 };

    /// <summary>Fetches one of a video's files into a file, replacing it.</summary>
    /// <param name="id">A completed video.</param>
    /// <param name="variant">Which of its files.</param>
    /// <param name="path">The file.</param>
    /// <param name="progress">Receives the bytes so far and in all.</param>
    /// <param name="cancellation">Stops; what has come stays.</param>
    /// <returns>The file's length in bytes.</returns>
    /// <exception cref="VideoApiException">The service refuses, or the line breaks again and again.</exception>
    /// <exception cref="RenderFailedException">The file cannot be written, or its content is damaged.</exception>
    public async Task<long> FetchAsync(
        string id,
        VideoVariant variant,
        string path,
        IProgress<(long Here, long All)>? progress,
        CancellationToken cancellation
    )
    {
        var target = Path.GetFullPath(path);
        var content = await DescribeAsync(id, variant, cancellation);
        var partial = AtomicFile.TemporaryName(target, content.Sha256[..16]);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await FillAsync(id, content, partial, progress, cancellation);
            await CheckAsync(content, partial, cancellation);
            AtomicFile.Publish(partial, target);
            return content.Bytes;
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(path, e);
        }
    }

    private async Task<Content> DescribeAsync(string id, VideoVariant variant, CancellationToken cancellation)
    {
        // Its first byte tells all of it, and unlike a HEAD's a refusal has words.
        using var answer = await client.ContentAsync(id, variant, 0, 0, version: null, cancellation);
        var sha256 = answer.Headers.TryGetValues("Repr-Digest", out var digests) ? ReprDigest.Sha256Of(digests) : null;
        if (
            sha256 is null
            || answer.Headers.ETag is not { } version
            || answer.Content.Headers.ContentRange?.Length is not { } bytes
        )
            throw new VideoApiException(
                "The service's answer does not identify the video's content; run the same command again.",
                answer.StatusCode,
                null
            );
        return new Content(variant, bytes, sha256, version);
    }

    private async Task FillAsync(
        string id,
        Content content,
        string partial,
        IProgress<(long Here, long All)>? progress,
        CancellationToken cancellation
    )
    {
        var from = LengthOf(partial);
        bool HasMore() => LengthOf(partial) > from;
        // A try that brought something begins the count of fruitless ones anew.
        var retries = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddBackoff(AfterSome, (failure, _) => IsBrokenLine(failure) && HasMore())
            .AddBackoff(AfterNothing, (failure, _) => IsBrokenLine(failure) && !HasMore())
            .Build();
        try
        {
            while ((from = LengthOf(partial)) < content.Bytes)
                await retries.ExecuteAsync(
                    async token =>
                    {
                        from = LengthOf(partial);
                        await ContinueAsync(id, content, partial, from, progress, token);
                    },
                    cancellation
                );
        }
        catch (Exception e) when (IsBrokenLine(e))
        {
            cancellation.ThrowIfCancellationRequested();
            throw new VideoApiException(
                "The download broke off too often; run the same command again to continue it.",
                null,
                null,
                e
            );
        }
    }

    private async Task ContinueAsync(
        string id,
        Content content,
        string partial,
        long from,
        IProgress<(long Here, long All)>? progress,
        CancellationToken cancellation
    )
    {
        using var answer = await client.ContentAsync(
            id,
            content.Variant,
            from,
            to: null,
            content.Version,
            cancellation
        );
        await using var source = await answer.Content.ReadAsStreamAsync(cancellation);
        await using var file = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        // All of it comes where a part was asked for: another content has taken its place.
        file.SetLength(answer.StatusCode == HttpStatusCode.PartialContent ? from : 0);
        file.Seek(0, SeekOrigin.End);
        var buffer = new byte[BufferBytes];
        while (await ReadAsync(source, buffer, cancellation) is > 0 and var count)
        {
            await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
            progress?.Report((file.Length, content.Bytes));
        }
    }

    /// <summary>Tells a line that breaks from a disk that fails: both are IOExceptions.</summary>
    private static async Task<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellation);
        }
        catch (IOException e)
        {
            throw new HttpRequestException("The connection broke.", e);
        }
    }

    private static async Task CheckAsync(Content content, string partial, CancellationToken cancellation)
    {
        await using (var file = File.OpenRead(partial))
        {
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)) == content.Sha256)
                return;
        }
        File.Delete(partial);
        throw new DamagedException("The video was damaged during the download; run the same command again.");
    }

    private static bool IsBrokenLine(Exception e) => e is HttpRequestException or VideoApiException { Status: null };

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <param name="Sha256">Lower-case hexadecimal.</param>
    private sealed record Content(VideoVariant Variant, long Bytes, string Sha256, EntityTagHeaderValue Version);
}
