using System.Buffers.Binary;

namespace OmniAvatar.Media.Pictures.Jpeg;

/// <summary>
/// Whether a jpeg holds all the blocks that its header promises. libjpeg, and Skia on it, make up what is missing: they
/// paint a picture grey whose header claims a larger size than its data has, and show a progressive one that was cut as
/// if it were blurred. Blocks are counted by walking through their Huffman codes; nothing is computed from them.
/// <para>Of progressive files only the scans with the blocks' mean are walked through, which come first and cover the
/// whole picture, and the end of the file must be there.</para>
/// </summary>
internal static class JpegCompleteness
{
    private const byte BaselineFrame = 0xC0;
    private const byte ExtendedFrame = 0xC1;
    private const byte ProgressiveFrame = 0xC2;
    private const byte HuffmanTables = 0xC4;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte RestartInterval = 0xDD;

    /// <summary>Walks through a file that begins like a jpeg. Files of kinds that are not known here count as complete:
    /// their decoder decides.</summary>
    public static bool IsComplete(string path)
    {
        using var file = new JpegBytes(path);
        var (frame, tables, interval) = ((JpegFrame?)null, new HuffmanTable?[8], 0);
        var seen = new HashSet<byte>();
        while (file.NextMarker() is { } marker)
        {
            if (marker == EndOfImage)
                return frame is null || seen.Count == frame.Components.Count;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
                continue;
            if (file.ReadSegment() is not { } segment)
                break;
            switch (marker)
            {
                case BaselineFrame or ExtendedFrame or ProgressiveFrame when frame is null:
                    if ((frame = JpegFrame.Parse(segment, marker == ProgressiveFrame)) is null)
                        return true;
                    break;
                case HuffmanTables:
                    if (!HuffmanTable.TryRead(segment, tables))
                        return false;
                    break;
                case RestartInterval when segment.Length >= 2:
                    interval = BinaryPrimitives.ReadUInt16BigEndian(segment);
                    break;
                case StartOfScan:
                    if (frame is null)
                        return true;
                    if (JpegScan.Parse(segment, frame, tables, interval) is not { } scan)
                        return false;
                    if (!scan.HoldsMeans)
                        break;
                    if (!scan.Walk(file))
                        return false;
                    foreach (var component in scan.Components)
                        seen.Add(component.Id);
                    break;
                // Lossless and arithmetic coding, differences.
                case >= 0xC3 and <= 0xCF and not 0xC8 and not 0xCC:
                    return true;
            }
        }
        // Without its last two bytes a file that is not progressive can still be whole.
        return frame is null || (!frame.IsProgressive && seen.Count == frame.Components.Count);
    }
}
