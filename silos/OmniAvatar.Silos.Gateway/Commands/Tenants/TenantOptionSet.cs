using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OmniAvatar.Identity;

namespace OmniAvatar.Silos.Gateway.Commands.Tenants;

/// <summary>The options that describe a tenant.</summary>
internal sealed class TenantOptionSet
{
    private const string NoLimit = "none";
    private const double MostWeight = 1e6;
    private const double MostBytes = 1L << 53;
    private const int MostDays = 36_500;

    private readonly Option<string?> _name = new("--tenant")
    {
        HelpName = "NAME",
        Description =
            "Create this tenant with a first key, or change an existing one; options that are not given change "
            + "nothing",
    };

    private readonly Option<double?> _weight = new("--weight")
    {
        HelpName = "W",
        Description = "Its share of GPU-seconds relative to other tenants (1 for a new tenant)",
        CustomParser = result => Parse(result, isWhole: false, MostWeight)?.Value,
    };

    private readonly Option<Limit?> _slots = LimitOf(
        "--slots",
        "Most slots at the same time",
        isWhole: true,
        int.MaxValue
    );
    private readonly Option<Limit?> _queuedGpuSeconds = LimitOf(
        "--queued-gpu-seconds",
        "Most estimated GPU-seconds of unfinished work",
        isWhole: false,
        1e12
    );
    private readonly Option<Limit?> _storedBytes = LimitOf(
        "--stored-bytes",
        "Most bytes in the store",
        isWhole: true,
        MostBytes
    );

    private readonly Option<double?> _retainDays = new("--retain-days")
    {
        HelpName = "DAYS",
        Description =
            "How long its finished videos keep what a remake of their shots needs, about as many bytes as the video "
            + "(7 for a new tenant; 0 for not at all)",
        CustomParser = ParseDays,
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_name, _weight, _slots, _queuedGpuSeconds, _storedBytes, _retainDays])
            command.Options.Add(option);
    }

    /// <summary>The tenant that is named, or null.</summary>
    /// <exception cref="WrongUseException">The name is not valid, or limits are given without one.</exception>
    public TenantChange? Read(ParseResult parsed)
    {
        var change = new TenantChange(
            parsed.GetValue(_name) ?? "",
            parsed.GetValue(_weight),
            parsed.GetValue(_slots),
            parsed.GetValue(_queuedGpuSeconds),
            parsed.GetValue(_storedBytes),
            parsed.GetValue(_retainDays)
        );
        if (parsed.GetValue(_name) is null)
        {
            return change == new TenantChange("", null, null, null, null, null)
                ? null
                : throw new WrongUseException(
                    "--weight, --slots, --queued-gpu-seconds, --stored-bytes and --retain-days need --tenant, which "
                        + "says whose they are."
                );
        }
        CheckName(change.Name);
        return change;
    }

    /// <exception cref="WrongUseException">The text is not a valid tenant name.</exception>
    public static void CheckName(string name)
    {
        if (!new JobId(name, "any").IsValid)
            throw new WrongUseException("--tenant takes 1 to 64 of the characters a-z, 0-9, '-' and '_'.");
    }

    private static double? ParseDays(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days)
            && days <= MostDays
        )
            return days;
        result.AddError($"--retain-days takes a number of days from 0 to {MostDays}, not '{text}'.");
        return null;
    }

    private static Option<Limit?> LimitOf(string name, string description, bool isWhole, double most) =>
        new(name)
        {
            HelpName = "N",
            Description = $"{description}; '{NoLimit}' lifts the limit",
            CustomParser = result => result.Tokens[0].Value == NoLimit ? new Limit(null) : Parse(result, isWhole, most),
        };

    private static Limit? Parse(ArgumentResult result, bool isWhole, double most)
    {
        var style = isWhole ? NumberStyles.None : NumberStyles.AllowDecimalPoint;
        if (
            double.TryParse(result.Tokens[0].Value, style, CultureInfo.InvariantCulture, out var number)
            && number > 0
            && number <= most
        )
            return new Limit(number);
        result.AddError(
            "--weight, --slots, --queued-gpu-seconds and --stored-bytes take numbers above 0, not "
                + $"'{result.Tokens[0].Value}'."
        );
        return null;
    }
}
