using System.Text.Json;
using OmniAvatar.Diffusion.TextEncoders.Prompts;
using OmniAvatar.Tests;

namespace OmniAvatar.Diffusion.Tests.TextEncoders;

public sealed class PromptCleanerTests
{
    public static TheoryData<string, string, string> GoldenPairs
    {
        get
        {
            using var json = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Of("t5", "prompt_cleaning.json")));
            var data = new TheoryData<string, string, string>();
            foreach (var pair in json.RootElement.GetProperty("pairs").EnumerateArray())
                data.Add(
                    pair.GetProperty("input").GetString()!,
                    pair.GetProperty("after_ftfy_only").GetString()!,
                    pair.GetProperty("output").GetString()!
                );
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(GoldenPairs))]
    public void Clean_GoldenInput_EqualsFtfyAndThenTheReference(string input, string repaired, string cleaned)
    {
        TextRepair.Fix(input).ShouldBe(repaired);
        PromptCleaner.Clean(input).ShouldBe(cleaned);
    }

    // Expected values are ftfy 6.3.1's.
    [Theory]
    [InlineData("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет")] // read as Windows-1252
    [InlineData("â€œ like this â€\uFFFD", "\" like this \uFFFD")] // a byte was lost
    [InlineData("na√Øve caf√© ‚Äî ¬Ω", "naïve café — ½")] // read as MacRoman
    [InlineData("ÃƒÂ©tÃƒÂ©", "été")] // twice
    [InlineData("normal café and â€“ dash", "normal café and – dash")] // only a part
    [InlineData("í ½í¸€", "í ½í¸€")] // a lost byte in CESU-8 stays
    [InlineData("Ã la mode", "à la mode")]
    [InlineData("\u0093quoted\u0094", "\"quoted\"")] // C1 controls as Windows-1252
    [InlineData("Åland is an island", "Åland is an island")]
    [InlineData("ﾊﾝｶｸ Ｕｓ￣ ￦", "ハンカク Us ̄ ₩")]
    [InlineData("&EACUTE;COLE &SZLIG; &nTILDE;", "ÉCOLE SS &nTILDE;")]
    [InlineData("a &amp; b\n<i> &amp; c\n&amp; d", "a & b\n<i> &amp; c\n&amp; d")] // no HTML is decoded after a tag
    [InlineData("q\u0307\u0323 \u1100\u1161\u11A8 \u212B \u0958", "q\u0323\u0307 각 Å \u0915\u093C")]
    public void Fix_KnownDamage_EqualsFtfy(string input, string expected) => TextRepair.Fix(input).ShouldBe(expected);

    [Theory]
    [InlineData("&#150;&#x80;&#0;&#xD800;&#1114112;&#11;.", "–€\uFFFD\uFFFD\uFFFD.")]
    [InlineData("&NotEqualTilde; &ampx &notit; &unknown; &#; &#59;", "≂̸ &x ¬it; &unknown; &#; ;")]
    public void Unescape_ReferencesOfHtml5_AreReadAsBrowsersDo(string input, string expected) =>
        HtmlEntities.Unescape(input).ShouldBe(expected);

    [Fact]
    public void Fix_LoneSurrogate_BecomesTheReplacementCharacter() =>
        TextRepair.Fix("\uD800 alone \uD83D\uDE00").ShouldBe("\uFFFD alone 😀");

    [Fact]
    public void Clean_AgainAndAgain_ChangesNothingMore()
    {
        const string messy = "  sch\u00C3\u00B6n &amp;lt; \u201Chi\u201D\r\n\tthere ";

        var once = PromptCleaner.Clean(messy);

        once.ShouldBe("schön < \"hi\" there");
        PromptCleaner.Clean(once).ShouldBe(once);
    }

    [Fact]
    public void Clean_HundredThousandOddCharacters_TakesTimeInProportion()
    {
        var prompt = string.Concat(Enumerable.Repeat("Ã©Â €œ½ ", 12_500));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        PromptCleaner.Clean(prompt).Length.ShouldBeGreaterThan(0);

        watch.Elapsed.TotalSeconds.ShouldBeLessThan(10);
    }
}
