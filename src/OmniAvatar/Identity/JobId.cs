namespace OmniAvatar.Identity;

/// <summary>A tenant's job. Its text form <c>tenant/job</c> is a grain key and the first two levels of its artifacts'
/// names.</summary>
/// <param name="Tenant">1 to 64 characters of a-z, 0-9, '-' and '_'.</param>
/// <param name="Job">1 to 64 characters of a-z, 0-9, '-' and '_'.</param>
public readonly record struct JobId(string Tenant, string Job)
{
    /// <summary>The tenant of everything rendered by one person on one machine.</summary>
    public const string LocalTenant = "local";

    /// <summary>Reads <c>tenant/job</c>.</summary>
    /// <exception cref="WrongUseException">The text has another form or a character that is not allowed.</exception>
    public static JobId Parse(string text)
    {
        var slash = text.IndexOf('/');
        var id = slash < 0 ? new JobId("", "") : new JobId(text[..slash], text[(slash + 1)..]);
        return id.IsValid
            ? id
            : throw new WrongUseException(
                $"'{Shorten(text)}' is not a valid job: tenant/job of a-z, 0-9, '-' and '_' was expected."
            );
    }

    /// <summary>Whether both parts keep to the allowed characters and length.</summary>
    public bool IsValid => IsName(Tenant) && IsName(Job);

    /// <inheritdoc/>
    public override string ToString() => $"{Tenant}/{Job}";

    private static bool IsName(string? name) =>
        name is { Length: >= 1 and <= 64 }
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
