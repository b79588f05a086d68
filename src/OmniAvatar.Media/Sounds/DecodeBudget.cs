using System.Globalization;

namespace OmniAvatar.Media.Sounds;

/// <summary>
/// How many bytes the decoded sounds of one request may take on the disk together: a small file can decode to a very
/// large one.
/// </summary>
public sealed class DecodeBudget(long bytes)
{
    private const double SpeechBytesPerSecond = SpeechDecoder.SampleRate * sizeof(float);

    private readonly long _most = bytes;

    /// <summary>No bound: for a user's own files.</summary>
    public static DecodeBudget Unlimited => new(long.MaxValue);

    /// <summary>Bytes that are left.</summary>
    internal long Left { get; private set; } = bytes;

    /// <summary>Whether there is a bound.</summary>
    internal bool IsLimited => _most < long.MaxValue;

    /// <summary>Refuses a sound by the length that it states, before any of it is decoded.</summary>
    /// <exception cref="BadInputException">It would take more than is left, or is longer than 24 hours.</exception>
    internal void Require(string origin, double seconds)
    {
        if (seconds > SpeechDecoder.MaximumSeconds)
            throw SpeechDecoder.TooLong(origin);
        if (seconds * SpeechBytesPerSecond > Left)
            throw TooMuch(origin);
    }

    /// <summary>Takes what a sound has been decoded to.</summary>
    /// <exception cref="BadInputException">It is more than was left.</exception>
    internal void Take(string origin, long count)
    {
        Left -= count;
        if (Left < 0)
            throw TooMuch(origin);
    }

    /// <summary>What is said of a sound that takes more than is left.</summary>
    internal BadInputException TooMuch(string origin) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The sound {origin} is too long: the decoded sounds of one request may take {_most} bytes, which are "
                    + $"{_most / SpeechBytesPerSecond / 3600:0.#} hours of speech."
            )
        );
}
