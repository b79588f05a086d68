using System.Diagnostics.CodeAnalysis;

namespace OmniAvatar.Values;

/// <summary>Reads a text; false where it stands for no value.</summary>
public delegate bool ValueReader<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>
/// How a value is written where people write it: on the command line, in a form, in an environment variable. A value
/// has one form everywhere, so that it has the same range and is refused in the same words.
/// </summary>
/// <param name="Rule">What a sentence says after the name of what was set: <c>takes a whole number from 1 to
/// 1000</c>.</param>
/// <param name="Range">The same for a table: <c>1 to 1000</c>; empty where it is not between two numbers.</param>
/// <param name="TryRead">Reads a text.</param>
/// <param name="Write">Writes a value as a text that is read as the same value.</param>
public sealed record ValueForm<T>(string Rule, string Range, ValueReader<T> TryRead, Func<T, string> Write)
{
    /// <summary>The rule for programs.</summary>
    public ValueShape Shape { get; init; } = new ValueShape.Text();

    /// <summary>The same form for values of another type.</summary>
    public ValueForm<TOther> As<TOther>(Func<T, TOther> to, Func<TOther, T> from)
    {
        return new ValueForm<TOther>(Rule, Range, Read, value => Write(from(value))) { Shape = Shape };

        bool Read(string text, [MaybeNullWhen(false)] out TOther value)
        {
            var isValue = TryRead(text, out var read);
            value = isValue ? to(read!) : default;
            return isValue;
        }
    }
}
