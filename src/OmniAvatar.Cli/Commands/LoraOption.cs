using System.Globalization;
using OmniAvatar.Diffusion.Weights.Adapters;

namespace OmniAvatar.Cli.Commands;

/// <summary>Reads <c>FILE[:W]</c>; a folder stands for the adapter in it. A name that holds a colon is taken whole
/// where it exists.</summary>
internal static class LoraOption
{
    private const double LargestWeight = 100;

    /// <exception cref="WrongUseException">The weight is not a number in range.</exception>
    /// <exception cref="BadInputException">The file does not exist.</exception>
    public static LoraFile Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || Path.Exists(text))
            return LoraFile.At(text);
        var number = text[(colon + 1)..];
        if (
            !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight)
            || !(Math.Abs(weight) <= LargestWeight)
        )
            throw new WrongUseException(
                $"--lora takes FILE or FILE:WEIGHT with a weight from -{LargestWeight} to {LargestWeight}, "
                    + $"not '{number}' as a weight."
            );
        return LoraFile.At(text[..colon], weight);
    }
}
