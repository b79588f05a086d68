using OmniAvatar.Diffusion.TextEncoders.Prompts;

namespace OmniAvatar.Verification.Areas.Texts;

/// <summary>Prompts before and after cleaning, and after the repair of their text alone.</summary>
internal static class PromptCleaningCase
{
    private const string Pairs = "prompt_cleaning.json";

    public static GoldenCase Create() => new("prompt_cleaning", [Pairs], Check);

    private static void Check(CaseChecks checks)
    {
        var golden = checks.Json(Pairs);
        golden["ftfy_version"].Text();
        foreach (var pair in golden["pairs"].Items)
        {
            var input = pair["input"].Text();
            checks.Same(pair["after_ftfy_only"].Path, pair["after_ftfy_only"].Text(), TextRepair.Fix(input));
            checks.Same(pair["output"].Path, pair["output"].Text(), PromptCleaner.Clean(input));
        }
    }
}
