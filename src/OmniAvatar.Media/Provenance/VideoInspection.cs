namespace OmniAvatar.Media.Provenance;

/// <summary>What a video says of itself: how it was made, and what it is. Nothing of it is proven.</summary>
/// <param name="Statement">What its XMP says.</param>
/// <param name="HasContentCredentials">Whether it has C2PA content credentials; they are not verified.</param>
/// <param name="Basics">What its headers say.</param>
public sealed record VideoInspection(XmpStatement Statement, bool HasContentCredentials, VideoBasics Basics)
{
    // Headers are read in milliseconds; a file that keeps ffprobe busy for longer was made to.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Looks into any mp4 or QuickTime file, in bounded memory and time whatever it holds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">Measures how long that takes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BadInputException">It is no such file, is damaged, or holds more than is read.</exception>
    public static async Task<VideoInspection> ReadAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            var metadata = Mp4Metadata.Read(path, either.Token);
            var basics = await VideoBasics.ReadAsync(path, either.Token);
            var statements = metadata.Xmp.Select(packet => XmpReader.Read(path, packet)).ToArray();
            return new VideoInspection(Foremost(statements), metadata.HasContentCredentials, basics);
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested)
        {
            throw new BadInputException($"The video {path} takes longer than {Patience.TotalSeconds} s to read.", e);
        }
    }

    /// <summary>Some programs add a packet and leave the one before; what names a source type is not hidden by
    /// that.</summary>
    private static XmpStatement Foremost(XmpStatement[] statements) =>
        statements.FirstOrDefault(statement => statement.DigitalSourceType is not null)
        ?? statements.FirstOrDefault(statement => !statement.IsEmpty)
        ?? new XmpStatement();
}
