using System.Buffers;
using System.Security.Cryptography;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>The files of one form. Each lies under the name of its field, which is one of a few of ours.</summary>
internal sealed class FormFiles(string folder, VideoApiOptions options)
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Most bytes of a data URL: those go through memory.</summary>
    public long LongestUrl => options.JsonBytes;

    /// <summary>Copies a part of a form, hashing it on the way.</summary>
    /// <exception cref="ApiException">It is empty or too large.</exception>
    public async Task<UploadedFile> SaveAsync(string reference, Stream content, CancellationToken cancellation)
    {
        var limit = References.LimitOf(reference, options);
        var path = Path.Combine(folder, References.FileNameOf(reference));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            while (await content.ReadAsync(buffer, cancellation) is > 0 and var count)
            {
                if (file.Length + count > limit) throw Refusals.TooLarge(reference, $"The file of {reference} may have at most {limit} bytes.");
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }
            if (file.Length == 0) throw Refusals.Invalid(reference, $"The file of {reference} is empty.", Client.Wire.VideoErrorCodes.BadInput);
            return new UploadedFile(path, file.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Decodes a data URL, such as <c>data:image/png;base64,iVBOR…</c>.</summary>
    /// <exception cref="ApiException">It is an address, or is not to be decoded.</exception>
    public async Task<UploadedFile> SaveAsync(string reference, string url, CancellationToken cancellation)
    {
        if (!url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            throw Refusals.Invalid(reference, $"{reference} must be the file itself or a data URL with base64: this version fetches nothing from elsewhere.");
        var comma = url.IndexOf(',');
        if (comma < 0 || !url[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) throw NoBase64(reference);
        try
        {
            using var content = new MemoryStream(Convert.FromBase64String(url[(comma + 1)..]), writable: false);
            return await SaveAsync(reference, content, cancellation);
        }
        catch (FormatException)
        {
            throw NoBase64(reference);
        }
    }

    private static ApiException NoBase64(string reference) =>
        Refusals.Invalid(reference, $"The data URL of {reference} must be 'data:TYPE;base64,' and then base64.");
}
