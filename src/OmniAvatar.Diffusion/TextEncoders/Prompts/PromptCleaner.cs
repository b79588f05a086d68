using System.Text;

namespace OmniAvatar.Diffusion.TextEncoders.Prompts;

/// <summary>Prepares a prompt as the models' training did: <see cref="TextRepair"/>, HTML references decoded twice,
/// white space collapsed.</summary>
public static class PromptCleaner
{
    /// <summary>The cleaned prompt: no white space at either end, one space in place of every run of it.</summary>
    public static string Clean(string prompt)
    {
        var text = HtmlEntities.Unescape(HtmlEntities.Unescape(TextRepair.Fix(prompt)));
        return CollapseSpaces(text);
    }

    private static string CollapseSpaces(string text)
    {
        var collapsed = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
                collapsed.Append(character);
            else if (collapsed.Length > 0 && collapsed[^1] != ' ')
                collapsed.Append(' ');
        }
        return collapsed.ToString().TrimEnd(' ');
    }
}
