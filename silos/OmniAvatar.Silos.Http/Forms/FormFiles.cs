using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using OmniAvatar.Client.Wire;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Outbound;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>The files of one form. Each file has the name of its field, which is one of our own names.</summary>
internal sealed class FormFiles(string folder, VideoApiOptions options, InputFetcher fetcher)
{
    private const int BufferBytes = 1 << 16;

    private static readonly FileStreamOptions Writing = new()
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        Share = FileShare.None,
        Options = FileOptions.Asynchronous,
        BufferSize = 0,
    };

    /// <summary>Reads texts that are written to the disk.</summary>
    public static StreamPipeReaderOptions Reading { get; } = new(bufferSize: 1 << 14, leaveOpen: true);

    /// <summary>Copies a file to the scratch disk, hashing it on the way.</summary>
    /// <param name="reference">Which file.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="mayBeEmpty">Whether an empty file counts as absent; then the result is null.</param>
    /// <param name="cancellation">The client has gone.</param>
    /// <exception cref="ApiException">It is empty or too large.</exception>
    public async Task<UploadedFile?> SaveAsync(
        Reference reference,
        Stream content,
        bool mayBeEmpty,
        CancellationToken cancellation
    )
    {
        var limit = References.LimitOf(reference.Name, options);
        var path = Path.Combine(folder, References.FileNameOf(reference.SentAs));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file = new FileStream(path, Writing);
            var (bytes, piece) = (0L, buffer.AsMemory(0, BufferBytes));
            while (
                await content.ReadAtLeastAsync(piece, BufferBytes, throwOnEndOfStream: false, cancellation)
                    is > 0
                        and var count
            )
            {
                if ((bytes += count) > limit)
                    throw TooLarge(reference.SentAs, limit);
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }
            if (bytes > 0)
                return new UploadedFile(path, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
            return mayBeEmpty ? null : throw Empty(reference.SentAs);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Saves the content of a data URL, or of the file at an address; the result is null for an empty
    /// text.</summary>
    /// <exception cref="ApiException">It cannot be decoded or fetched, or is too large.</exception>
    public async Task<UploadedFile?> SaveUrlAsync(Reference reference, PipeReader text, CancellationToken cancellation)
    {
        try
        {
            if (await AddressText.ReadAsync(text, cancellation) is { } address)
                return await fetcher.FetchAsync(
                    reference.SentAs,
                    address,
                    (content, stop) => SaveAsync(reference, content, mayBeEmpty: false, stop),
                    cancellation
                );
            return await DataUrl.OpenAsync(reference.SentAs, text, cancellation) is { } content
                ? await SaveAsync(reference, content, mayBeEmpty: false, cancellation)
                : null;
        }
        catch (FormatException)
        {
            throw DataUrl.NoBase64(reference.SentAs);
        }
        finally
        {
            await text.CompleteAsync();
        }
    }

    private static ApiException TooLarge(string field, long limit) =>
        Refusals.TooLarge(field, $"The file of {field} may have at most {limit} bytes.");

    private static ApiException Empty(string field) =>
        Refusals.Invalid(field, $"The file of {field} is empty.", VideoErrorCodes.BadInput);
}
