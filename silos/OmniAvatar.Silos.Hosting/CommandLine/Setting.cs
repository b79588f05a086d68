using System.CommandLine;
using System.Net;
using OmniAvatar.Values;

namespace OmniAvatar.Silos.Hosting.CommandLine;

/// <summary>
/// Options of a server process. Each can also be set by an environment variable, <c>--cluster-id</c> by
/// <c>OMNIAVATAR_CLUSTER_ID</c>; the command line wins.
/// </summary>
public static class Setting
{
    /// <summary>Any text, or null.</summary>
    public static Option<string?> Text(string name, string valueName, string description, string? fallback = null) =>
        Of(name, valueName, description, fallback, SettingForms.Filled);

    /// <summary>A whole number in a range.</summary>
    public static Option<int> Whole(string name, string description, int fallback, int least, int most) =>
        Of(name, "N", description, fallback, ValueForms.Whole(least, most).As(number => (int)number, number => number));

    /// <summary>A length of time in seconds, above 0.</summary>
    public static Option<TimeSpan> Seconds(string name, string description, double fallback, double most = 86_400) =>
        Of(name, "SECONDS", description, TimeSpan.FromSeconds(fallback), SettingForms.Seconds(most));

    /// <summary>An address with a port, <c>127.0.0.1:8080</c> or <c>[::]:8080</c>.</summary>
    public static Option<IPEndPoint?> EndPoint(string name, string description, string? fallback) =>
        Of(
            name,
            "ADDRESS:PORT",
            description,
            fallback is null ? null : IPEndPoint.Parse(fallback),
            SettingForms.EndPoint
        );

    /// <summary>An IP address.</summary>
    public static Option<IPAddress?> Address(string name, string description) =>
        Of(name, "ADDRESS", description, null, SettingForms.Address);

    /// <summary>One of an enumeration's names, in lower case.</summary>
    public static Option<T> OneOf<T>(string name, string description, T fallback)
        where T : struct, Enum => Of(name, NamesOf<T>(), description, fallback, SettingForms.NameOf<T>());

    /// <summary>One of an enumeration's names, in lower case, or null.</summary>
    public static Option<T?> OneOfOrNone<T>(string name, string description)
        where T : struct, Enum =>
        Of<T?>(
            name,
            NamesOf<T>(),
            description,
            null,
            SettingForms.NameOf<T>().As(value => (T?)value, value => value!.Value)
        );

    /// <summary>The environment variable of an option.</summary>
    public static string VariableOf(string name) =>
        "OMNIAVATAR_" + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private static string NamesOf<T>()
        where T : struct, Enum => string.Join('|', Enum.GetNames<T>()).ToLowerInvariant();

    private static Option<T?> Of<T>(string name, string valueName, string description, T? fallback, ValueForm<T> form)
    {
        var variable = VariableOf(name);
        return new Option<T?>(name)
        {
            HelpName = valueName,
            Description = $"{description} [{variable}]",
            CustomParser = result => CheckedOption.Read(result, name, result.Tokens[0].Value, form),
            DefaultValueFactory = result =>
                Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
                    ? CheckedOption.Read(result, variable, text, form)
                    : fallback,
        };
    }
}
