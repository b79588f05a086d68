namespace OmniAvatar.Values;

/// <summary>Finds what a mistyped word probably meant.</summary>
public static class Nearest
{
    /// <summary>The candidate with the fewest insertions, deletions and replacements between it and the word; the first
    /// of equals.</summary>
    /// <exception cref="InvalidOperationException">There is no candidate.</exception>
    public static string Of(string word, IEnumerable<string> candidates) =>
        candidates.MinBy(c => Distance(word, c)) ?? throw new InvalidOperationException("There is no candidate.");

    private static int Distance(string a, string b)
    {
        // previous[j] and current[j]: edits between the first i (or i-1) characters of a and the first j of b.
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
