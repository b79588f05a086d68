using System.Globalization;

namespace OmniAvatar.Diffusion.TextEncoders.Prompts;

/// <summary>Tables of Unicode and HTML that ship inside the assembly: one entry a line, fields between spaces, # begins
/// a comment.</summary>
internal static class DataFile
{
    /// <summary>The fields of every line.</summary>
    public static IEnumerable<string[]> Read(string name)
    {
        using var stream =
            typeof(DataFile).Assembly.GetManifestResourceStream(
                $"OmniAvatar.Diffusion.TextEncoders.Prompts.Data.{name}"
            ) ?? throw new InvalidOperationException($"The assembly lacks its table {name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#'))
                yield return line.Split(' ');
    }

    public static int Hexadecimal(string digits) =>
        int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
