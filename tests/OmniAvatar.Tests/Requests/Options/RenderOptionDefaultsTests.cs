using OmniAvatar.Models;
using OmniAvatar.Requests;
using OmniAvatar.Requests.Options;

namespace OmniAvatar.Tests.Requests.Options;

/// <summary>What the table says of defaults is what a request without choices has.</summary>
public sealed class RenderOptionDefaultsTests
{
    private static readonly RenderRequest Request = RequestBuilder.Build(
        new RenderChoices { Prompts = ["A woman speaks"] },
        new ModelDefaults(),
        "model",
        new InputFacts { Speakers = [new SpeakerFacts("picture", 720, 400, "sound")], SpeechSamples = 100_930 },
        "class"
    );

    /// <summary>The choices that a request stands for.</summary>
    private static readonly RenderChoices Chosen = new()
    {
        Prompts = ["A woman speaks"],
        Seed = Request.Seed,
        Steps = Request.Steps,
        Guidance = Request.TextGuidanceScale,
        Overlap = Request.OverlapFrames,
        MaxTokens = Request.MaxTokens,
        Handoff = Request.Handoff,
        Shots = Request.Shots,
    };

    [Fact]
    public void Default_OfEveryOptionThatARequestHas_IsTheRequests()
    {
        var named = RenderOptionTable.OfRenders.Where(option => option.TextOf(Chosen) is not null).ToArray();
        named.Length.ShouldBe(7);
        foreach (var option in named)
            option.Default.Split(' ', ',').ShouldContain(option.TextOf(Chosen));
        LayoutOptions.SizeTable.Default.ShouldEndWith(new ModelDefaults().SizeTable.Name);
        Request.AudioGuidanceScale.ShouldBe(Request.TextGuidanceScale);
        Request.TeaCacheThreshold.ShouldBeNull();
        Request.CrossfadeFrames.ShouldBeNull();
    }

    [Fact]
    public void Table_NamesEveryOptionOnce()
    {
        var options = RenderOptionTable.OfSubmissions;
        options.Select(option => option.Name).ShouldBeUnique();
        options
            .Select(option => option.Without(Chosen))
            .Count(rest => rest == Chosen)
            .ShouldBe(options.Count - 7, "an option leaves open what is another's");
    }
}
