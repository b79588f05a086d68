namespace OmniAvatar.Media.Processes;

/// <summary>Reads a text of any length and keeps its end, in whole lines.</summary>
internal static class TextTail
{
    private const int Kept = 4096;

    public static async Task<string> ReadAsync(TextReader reader)
    {
        var tail = "";
        var buffer = new char[Kept];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            tail += new string(buffer, 0, count);
            if (tail.Length > Kept)
                tail = tail[Math.Max(tail.Length - Kept, tail.IndexOf('\n', tail.Length - Kept) + 1)..];
        }
        return tail;
    }
}
