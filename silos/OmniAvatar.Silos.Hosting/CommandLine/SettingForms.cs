using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using OmniAvatar.Values;

namespace OmniAvatar.Silos.Hosting.CommandLine;

/// <summary>Forms of values that only servers' options have.</summary>
internal static class SettingForms
{
    /// <summary>Any text but the empty one.</summary>
    public static ValueForm<string> Filled { get; } = ValueForms.Text with { TryRead = ReadFilled };

    public static ValueForm<IPEndPoint> EndPoint { get; } =
        new("takes an IP address with a port", "", ReadEndPoint, endPoint => endPoint.ToString());

    public static ValueForm<IPAddress> Address { get; } =
        new("takes an IP address", "", IPAddress.TryParse, address => address.ToString());

    /// <summary>Seconds above 0.</summary>
    public static ValueForm<TimeSpan> Seconds(double most)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"above 0 and up to {most}");
        return new ValueForm<TimeSpan>(
            $"takes seconds {range}",
            range,
            Read,
            time => time.TotalSeconds.ToString(CultureInfo.InvariantCulture)
        );

        bool Read(string text, out TimeSpan time)
        {
            var isTime =
                double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
                && seconds > 0
                && seconds <= most;
            time = isTime ? TimeSpan.FromSeconds(seconds) : default;
            return isTime;
        }
    }

    /// <summary>One of an enumeration's names, in lower case.</summary>
    public static ValueForm<T> NameOf<T>()
        where T : struct, Enum =>
        ValueForms.OneOf([.. Enum.GetValues<T>().Select(value => (value.ToString().ToLowerInvariant(), value))]);

    private static bool ReadFilled(string text, out string value)
    {
        value = text;
        return text.Length > 0;
    }

    private static bool ReadEndPoint(string text, [MaybeNullWhen(false)] out IPEndPoint endPoint) =>
        IPEndPoint.TryParse(text, out endPoint) && text.Contains(':') && endPoint.Port > 0;
}
