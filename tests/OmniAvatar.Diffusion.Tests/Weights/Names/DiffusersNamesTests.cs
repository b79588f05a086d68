using OmniAvatar.Diffusion.Weights.Names;

namespace OmniAvatar.Diffusion.Tests.Weights.Names;

public sealed class DiffusersNamesTests
{
    [Fact]
    public void ToOriginal_EveryKeyOfTheRecordedMap_GivesTheOriginal()
    {
        using var json = ReleasedKeys.Open("wan2.1_dit_diffusers_names.json");
        var pairs = json
            .RootElement.GetProperty("per_block")
            .EnumerateObject()
            .Concat(json.RootElement.GetProperty("other").EnumerateObject())
            .ToList();

        pairs.Count.ShouldBe(42);
        foreach (var pair in pairs)
            DiffusersNames
                .ToOriginal(pair.Name.Replace("{i}", "17"))
                .ShouldBe(pair.Value.GetString()!.Replace("{i}", "17"));
    }

    [Fact]
    public void ToOriginal_OriginalOrUnknownKey_StaysAsItIs()
    {
        DiffusersNames.ToOriginal("blocks.3.self_attn.q.weight").ShouldBe("blocks.3.self_attn.q.weight");
        DiffusersNames.ToOriginal("blocks.").ShouldBe("blocks.");
        DiffusersNames.ToOriginal("rope.freqs").ShouldBe("rope.freqs");
    }
}
