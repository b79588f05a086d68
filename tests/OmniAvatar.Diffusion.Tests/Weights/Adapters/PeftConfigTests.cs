using OmniAvatar.Diffusion.Weights.Adapters;

namespace OmniAvatar.Diffusion.Tests.Weights.Adapters;

public sealed class PeftConfigTests : IDisposable
{
    /// <summary>What peft writes for a plain adapter of rank 4 and alpha 8, every feature off.</summary>
    private const string Plain = """
        "alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null, "auto_mapping": null, "base_model_name_or_path": "Wan", "bias": "none", "corda_config": null,
        "ensure_weight_tying": false, "eva_config": null, "exclude_modules": null, "fan_in_fan_out": false, "inference_mode": true, "init_lora_weights": "gaussian",
        "layer_replication": null, "layers_pattern": null, "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 8, "lora_bias": false, "lora_dropout": 0.05,
        "megatron_config": null, "megatron_core": "megatron.core", "modules_to_save": null, "peft_type": "LORA", "peft_version": "0.18.0", "qalora_group_size": 16, "r": 4,
        "rank_pattern": {}, "revision": null, "target_modules": ["q", "k"], "target_parameters": null, "task_type": null, "trainable_token_indices": null, "use_dora": false,
        "use_qalora": false, "use_rslora": false
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void ScaleOf_PlainConfiguration_IsAlphaOverRank() =>
        Read("{" + Plain + "}").ScaleOf("blocks.0.self_attn.q", 4).ShouldBe(2);

    [Theory]
    [InlineData(""" "use_rslora": true """, "blocks.0.self_attn.q", 4, 4.0)]
    [InlineData(""" "alpha_pattern": {"q": 64} """, "blocks.0.self_attn.q", 4, 16.0)]
    [InlineData(""" "alpha_pattern": {"q": 64} """, "blocks.0.self_attn.k", 4, 2.0)]
    [InlineData(""" "alpha_pattern": {"self_attn.q": 64} """, "blocks.1.cross_attn.q", 4, 2.0)]
    [InlineData(""" "alpha_pattern": {"blocks\\.[01]\\..*": 16, "q": 64} """, "blocks.1.self_attn.q", 4, 4.0)]
    [InlineData(""" "rank_pattern": {"ffn.0": 16} """, "blocks.0.ffn.0", 16, 0.5)]
    [InlineData(""" "rank_pattern": {"ffn.0": 16}, "use_rslora": true """, "blocks.0.ffn.0", 16, 2.0)]
    public void ScaleOf_PatternsAndRootOfTheRank_AreObeyed(string fields, string module, long rank, double scale) =>
        Read($$"""{"r": 4, "lora_alpha": 8, {{fields}}}""").ScaleOf(module, rank).ShouldBe(scale);

    [Fact]
    public void ScaleOf_AnotherRankThanTheTensors_NamesBoth() =>
        Should
            .Throw<BadInputException>(() => Read("{" + Plain + "}").ScaleOf("blocks.0.self_attn.q", 8))
            .Message.ShouldContain("says rank 4 for 'blocks.0.self_attn.q', and its tensors have rank 8");

    [Theory]
    [InlineData(""" "use_dora": true """, "'use_dora' (true)")]
    [InlineData(""" "fan_in_fan_out": true """, "'fan_in_fan_out'")]
    [InlineData(""" "bias": "all" """, "'bias' (\"all\")")]
    [InlineData(""" "modules_to_save": ["head"] """, "'modules_to_save'")]
    [InlineData(""" "peft_type": "IA3" """, "'peft_type' (\"IA3\")")]
    [InlineData(""" "init_lora_weights": "pissa_niter_4" """, "'init_lora_weights'")]
    [InlineData(""" "layer_replication": [[0, 2]] """, "'layer_replication'")]
    [InlineData(""" "use_rslora": "yes" """, "'use_rslora'")]
    [InlineData(""" "use_something_new": true """, "'use_something_new'")]
    [InlineData(""" "alpha_pattern": {"q": "strong"} """, "no number for 'q' in its alpha_pattern")]
    [InlineData(""" "alpha_pattern": [64] """, "alpha_pattern that is not an object")]
    [InlineData(""" "rank_pattern": {"(": 4} """, "not a valid pattern")]
    public void Read_WhatCannotBeMerged_IsRefusedByName(string fields, string because) =>
        ShouldBeRefused($$"""{"r": 4, "lora_alpha": 8, {{fields}}}""", because);

    [Theory]
    [InlineData("""{"r": 4, "lora_alpha": null}""", "has null as its lora_alpha, which must be a number")]
    [InlineData("""{"r": 4, "lora_alpha": 1e999}""", "lora_alpha")]
    [InlineData("""{"r": 4.5, "lora_alpha": 4}""", "has 4.5 as its rank r")]
    [InlineData("""{"r": 0, "lora_alpha": 4}""", "has 0 as its rank r")]
    [InlineData("""{"r": 4}""", "has no lora_alpha")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "line 1")]
    public void Read_NumbersThatCannotBe_AreRefusedInWords(string json, string because) =>
        ShouldBeRefused(json, because);

    public void Dispose() => _folder.Dispose();

    private PeftConfig Read(string json)
    {
        File.WriteAllText(_folder.File(PeftConfig.FileName), json);
        return PeftConfig.Read(_folder.File(PeftConfig.FileName));
    }

    private void ShouldBeRefused(string json, string because)
    {
        var message = Should.Throw<BadInputException>(() => Read(json)).Message;

        message.ShouldContain(because);
        message.ShouldContain(PeftConfig.FileName);
        message.ShouldNotContain("element");
        message.ShouldNotContain("System.");
    }
}
