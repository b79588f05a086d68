using System.Globalization;
using OmniAvatar.Diffusion.Checkpoints.Adapters;

namespace OmniAvatar.Cli.Commands;

/// <summary>Reads <c>FILE[:W]</c>. A file whose own name holds a colon is taken whole where it exists.</summary>
internal static class LoraOption
{
    private const double LargestWeight = 100;

    /// <exception cref="WrongUseException">The weight is not a number in range.</exception>
    /// <exception cref="BadInputException">There is no such file.</exception>
    public static LoraFile Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || File.Exists(text)) return Existing(new LoraFile(text));
        var number = text[(colon + 1)..];
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) || !(Math.Abs(weight) <= LargestWeight))
            throw new WrongUseException($"--lora takes FILE or FILE:WEIGHT with a weight from -{LargestWeight} to {LargestWeight}, not '{number}' as a weight.");
        return Existing(new LoraFile(text[..colon], weight));
    }

    private static LoraFile Existing(LoraFile lora) =>
        File.Exists(lora.Path) ? lora : throw new BadInputException($"The adapter {lora.Path} does not exist.");
}
