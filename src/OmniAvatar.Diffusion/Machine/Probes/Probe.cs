namespace OmniAvatar.Diffusion.Machine.Probes;

/// <summary>Looks that may fail.</summary>
internal static class Probe
{
    /// <summary>What a look finds; <see cref="NumericFacts.Unknown"/> if it finds nothing or fails.</summary>
    public static string Text(Func<string?> look) => Of(look) is { Length: > 0 } text ? text : NumericFacts.Unknown;

    /// <summary>What a look finds; null if it fails.</summary>
    public static T? Of<T>(Func<T?> look)
    {
        try
        {
            return look();
        }
        // Libraries, drivers and files of any machine fail in any way, and none of it may end a render.
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
            return default;
        }
    }
}
