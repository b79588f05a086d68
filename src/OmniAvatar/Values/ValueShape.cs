namespace OmniAvatar.Values;

/// <summary>Which texts stand for a value, for programs that describe or send values.</summary>
public abstract record ValueShape
{
    private ValueShape() { }

    /// <summary>Any text.</summary>
    /// <param name="Longest">Most characters; null where only the place that takes it limits them.</param>
    public sealed record Text(int? Longest = null) : ValueShape;

    /// <summary>A whole number from one to another, both included.</summary>
    public sealed record Whole(long Least, long Most) : ValueShape;

    /// <summary>A number from one to another, both included.</summary>
    public sealed record Real(double Least, double Most) : ValueShape;

    /// <summary>One of a few words.</summary>
    public sealed record Words(IReadOnlyList<string> All) : ValueShape;

    /// <summary>Text of a pattern.</summary>
    /// <param name="Pattern">A regular expression that JSON Schema has too.</param>
    /// <param name="Example">One such text.</param>
    public sealed record Patterned(string Pattern, string Example) : ValueShape;
}
