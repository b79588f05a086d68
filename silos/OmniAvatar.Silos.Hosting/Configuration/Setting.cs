using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace OmniAvatar.Silos.Hosting.Configuration;

/// <summary>
/// Options of a server process. Each can also be set by an environment variable, <c>--cluster-id</c> by
/// <c>OMNIAVATAR_CLUSTER_ID</c>; the command line wins.
/// </summary>
public static class Setting
{
    /// <summary>Any text, or null.</summary>
    public static Option<string?> Text(string name, string valueName, string description, string? fallback = null) =>
        Of(name, valueName, description, fallback, "a text", text => (text.Length > 0, text));

    /// <summary>A whole number in a range.</summary>
    public static Option<int> Whole(string name, string description, int fallback, int least, int most) =>
        Of(
            name,
            "N",
            description,
            fallback,
            $"a whole number from {least} to {most}",
            text =>
                (
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                        && number >= least
                        && number <= most,
                    number
                )
        );

    /// <summary>A length of time in seconds, above 0.</summary>
    public static Option<TimeSpan> Seconds(string name, string description, double fallback, double most = 86_400) =>
        Of(
            name,
            "SECONDS",
            description,
            TimeSpan.FromSeconds(fallback),
            $"seconds above 0 and up to {most.ToString(CultureInfo.InvariantCulture)}",
            text =>
                double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
                && seconds > 0
                && seconds <= most
                    ? (true, TimeSpan.FromSeconds(seconds))
                    : (false, default)
        );

    /// <summary>An address with a port, <c>127.0.0.1:8080</c> or <c>[::]:8080</c>.</summary>
    public static Option<IPEndPoint?> EndPoint(string name, string description, string? fallback) =>
        Of(
            name,
            "ADDRESS:PORT",
            description,
            fallback is null ? null : IPEndPoint.Parse(fallback),
            "an IP address with a port",
            text =>
                (
                    text.Contains(':') && IPEndPoint.TryParse(text, out var endPoint) && endPoint.Port > 0
                        ? (true, endPoint)
                        : (false, (IPEndPoint?)null)
                )
        );

    /// <summary>An IP address.</summary>
    public static Option<IPAddress?> Address(string name, string description) =>
        Of<IPAddress?>(
            name,
            "ADDRESS",
            description,
            null,
            "an IP address",
            text => (IPAddress.TryParse(text, out var address), address)
        );

    /// <summary>One of an enumeration's names, in lower case.</summary>
    public static Option<T> OneOf<T>(string name, string description, T fallback)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToList();
        return Of(
            name,
            string.Join('|', words),
            description,
            fallback,
            string.Join(" or ", words),
            text => words.Contains(text) ? (true, Enum.Parse<T>(text, ignoreCase: true)) : (false, default)
        );
    }

    /// <summary>One of an enumeration's names, in lower case, or null.</summary>
    public static Option<T?> OneOfOrNone<T>(string name, string description)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToList();
        return Of<T?>(
            name,
            string.Join('|', words),
            description,
            null,
            string.Join(" or ", words),
            text => words.Contains(text) ? (true, Enum.Parse<T>(text, ignoreCase: true)) : (false, null)
        );
    }

    /// <summary>The environment variable of an option.</summary>
    public static string VariableOf(string name) =>
        "OMNIAVATAR_" + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private static Option<T> Of<T>(
        string name,
        string valueName,
        string description,
        T fallback,
        string expected,
        Func<string, (bool Valid, T Value)> parse
    )
    {
        var variable = VariableOf(name);
        return new Option<T>(name)
        {
            HelpName = valueName,
            Description = $"{description} [{variable}]",
            CustomParser = result => Read(result, name, result.Tokens[0].Value),
            DefaultValueFactory = result =>
                Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
                    ? Read(result, variable, text)
                    : fallback,
        };

        T Read(ArgumentResult result, string source, string text)
        {
            var (valid, value) = parse(text);
            if (!valid)
                result.AddError($"{source} takes {expected}, not '{text}'.");
            return value;
        }
    }
}
