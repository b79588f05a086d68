namespace OmniAvatar.Diffusion.Weights;

/// <summary>Words about tensor keys for error messages: keys come from files, so they are cut and cleaned before a
/// person reads them.</summary>
public static class Keys
{
    private const int Longest = 120;
    private const int NamedAtMost = 3;

    /// <summary>A key in quotes, on one line and not endless.</summary>
    public static string Quote(string key)
    {
        var shown = key.Length > Longest ? key[..Longest] + "…" : key;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }

    /// <summary>The first few keys in order, and how many more there are: <c>'a', 'b', 'c' and 12 more</c>.</summary>
    public static string FirstFew(IEnumerable<string> keys)
    {
        var all = keys.Order(StringComparer.Ordinal).ToList();
        var named = string.Join(", ", all.Take(NamedAtMost).Select(Quote));
        return all.Count > NamedAtMost ? $"{named} and {all.Count - NamedAtMost} more" : named;
    }

    /// <summary>A shape as <c>[5120, 33, 1, 2, 2]</c>.</summary>
    public static string Shape(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
