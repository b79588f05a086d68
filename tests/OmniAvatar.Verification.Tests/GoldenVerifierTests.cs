using System.Text.Json.Nodes;
using OmniAvatar.Verification.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Tests;

public sealed class GoldenVerifierTests : IDisposable
{
    private readonly GoldenCopy _copy = new();

    [Fact]
    public void Run_TheReferencesResults_AllPass()
    {
        var rows = _copy.Verify();

        rows.Where(row => !row.Passed).Select(row => row.ToString()).ShouldBeEmpty();
        rows.Select(row => row.Area)
            .Distinct()
            .ShouldBe(
                [
                    "dit",
                    "vae",
                    "wav2vec",
                    "t5",
                    "tokenizer",
                    "scheduler",
                    "teacache",
                    "plan",
                    "match",
                    "pipeline",
                    "folder",
                ],
                ignoreOrder: true
            );
        rows.Count(row => row.Names.Contains("output.merged")).ShouldBe(3);
        rows.ShouldAllBe(row => row.Compared > 0 && row.Names.Count > 0 && row.At.Length > 0);
    }

    [Fact]
    public void Run_NoFolder_IsBadInput() =>
        Should
            .Throw<BadInputException>(() => GoldenVerifier.Run(_copy.PathOf("absent"), _ => { }))
            .Kind.ShouldBe(FailureKind.BadInput);

    [Fact]
    public void Run_EmptyFolder_Fails()
    {
        var empty = Directory.CreateDirectory(_copy.PathOf("empty")).FullName;
        GoldenVerifier.Run(empty, _ => { }).ToString().ShouldBe("0 passed, 1 failed");
    }

    /// <summary>One value of each kind of expected tensor in turn, all in one run: every case must notice its
    /// own.</summary>
    [Fact]
    public void Run_OnePerturbedTensorInEveryFile_FailsThatCaseAtThatTensor()
    {
        foreach (var (file, tensor) in PerturbedTensors)
            _copy.EditTensors(file, tensors => Perturb(tensors, tensor));

        var failures = _copy.Failures();

        foreach (var (file, tensor) in PerturbedTensors)
            failures.ShouldContain(row => row.Failure!.Contains(tensor), $"{file}: {tensor}");
        failures.Count.ShouldBe(PerturbedTensors.Select(p => p.File).Distinct().Count());
    }

    [Fact]
    public void Run_TapAndOutputPerturbed_NamesTheFirstInComputing()
    {
        (string File, string Tap)[] perturbed =
        [
            ("dit/base_case0.safetensors", "tap.block.2.input"),
            ("wav2vec/case_a.safetensors", "tap.conv_features"),
            ("vae/encode_taps.safetensors", "encoder.chunk1.downsamples.2"),
        ];
        foreach (var (file, tap) in perturbed)
        {
            _copy.EditTensors(
                file,
                tensors =>
                {
                    Perturb(tensors, tap);
                    foreach (
                        var output in tensors
                            .Keys.Where(key => key.StartsWith("output", StringComparison.Ordinal))
                            .ToList()
                    )
                        Perturb(tensors, output);
                }
            );
        }

        var failures = _copy.Failures();

        failures.Count.ShouldBe(perturbed.Length);
        foreach (var (_, tap) in perturbed)
            failures.ShouldContain(row => row.Failure!.StartsWith($"{tap} is the first of "), tap);
    }

    [Fact]
    public void Run_OnePerturbedFieldInEveryList_FailsThatCase()
    {
        _copy.EditJson("plan/plan.json", json => json["rows"]![0]!["window_detail"]![1]!["audio"]![0]!["end"] = 1);
        _copy.EditJson("plan/match_size.json", json => json[3]!["selected"]![0] = 16);
        _copy.EditJson("plan/resize_pad.json", json => json[0]!["resized_hw"]![0] = 99);
        _copy.EditJson(
            "tokenizer/cases.json",
            json => json["cases"]![5]!["hf_tokenizers_ids_byte_fallback_false"]![0] = 7
        );
        _copy.EditJson("t5/prompt_cleaning.json", json => json["pairs"]![2]!["after_ftfy_only"] = "else");
        _copy.EditJson(
            "dit/lora_state_dict_names.json",
            json => json["all_names_of_the_injected_model"]!["head.head.bias"]![0] = 63
        );
        _copy.EditJson("pipeline/config.json", json => json["final_frames"] = 35);
        _copy.EditJson(
            "teacache/config.json",
            json => json["decisions"]!["coefficients"]!["Wan2.1-I2V-14B-480P"]![4] = -0.3
        );
        _copy.Replace("tokenizer/spiece.vocab", bytes => [.. bytes.SkipLast(2), (byte)'5', (byte)'\n']);

        _copy
            .Failures()
            .Select(row => $"{row.Area}/{row.Case}")
            .Order()
            .ShouldBe([
                "dit/checkpoints",
                "pipeline/inputs",
                "plan/match_size",
                "plan/plan",
                "plan/resize_pad",
                "t5/prompt_cleaning",
                "teacache/decisions",
                "tokenizer/cases",
                "tokenizer/vocabulary",
            ]);
    }

    [Fact]
    public void Run_ResultsThatNoCheckKnows_FailTheirCases()
    {
        _copy.EditTensors("dit/base_case1.safetensors", tensors => tensors["output_of_something_new"] = ones(3));
        _copy.EditTensors("scheduler/scheduler.safetensors", tensors => tensors["train.something_new"] = ones(3));
        _copy.EditJson("plan/plan.json", json => json["rows"]![0]!["something_new"] = 1);
        _copy.EditJson("tokenizer/cases.json", json => json["something_new"] = new JsonArray(1, 2));
        File.WriteAllText(_copy.PathOf("vae/notes.txt"), "?");
        File.WriteAllText(_copy.PathOf("dit/base_case9.safetensors"), "?");
        Directory.CreateDirectory(_copy.PathOf("new"));
        File.WriteAllText(_copy.PathOf("new/config.json"), "{}");

        var failures = _copy.Failures();

        failures
            .Select(row => row.Case)
            .Order()
            .ShouldBe([
                "base_case1",
                "cases",
                "dit/base_case9.safetensors",
                "new/config.json",
                "plan",
                "scheduler",
                "vae/notes.txt",
            ]);
        failures.Count(row => row.Failure!.Contains("something_new")).ShouldBe(4);
    }

    [Fact]
    public void Run_FilesMissing_FailTheirCases()
    {
        string[] missing =
        [
            "dit/lora_case1.safetensors",
            "dit/bf16_lora_case0.safetensors",
            "vae/encode_taps.safetensors",
            "wav2vec/case_b.safetensors",
            "t5/relative_position_buckets.safetensors",
            "tokenizer/spiece.vocab",
            "scheduler/scheduler.safetensors",
            "teacache/dit_run10.safetensors",
            "plan/match_size.json",
            "pipeline/audio_scale3_window2.safetensors",
            "pipeline/audio.wav",
            "match/rng.safetensors",
        ];
        foreach (var file in missing)
            File.Delete(_copy.PathOf(file));

        var failures = _copy.Failures();

        foreach (var area in missing.Select(file => file.Split('/')[0]))
            failures.ShouldContain(row => row.Area == area, area);
    }

    /// <summary>Nothing but the folder's own list says that these were ever there.</summary>
    [Fact]
    public void Listing_AFileOrATensorIsGone_FailsUnlessTheListIsOfAnotherFolder()
    {
        _copy.EditTensors("pipeline/joint_cfg_window1.safetensors", tensors => tensors.Remove("frames"));
        Listing()!.Row().Failure.ShouldBe("pipeline/joint_cfg_window1.safetensors: frames is listed but not there.");
        File.Delete(_copy.PathOf("vae/decode_T5.safetensors"));
        Listing()!.Row().Failure.ShouldBe("vae/decode_T5.safetensors is listed but not there.");

        File.Move(_copy.PathOf("vae/encode_T5.safetensors"), _copy.PathOf("vae/encode_T6.safetensors"));
        Listing().ShouldBeNull();
    }

    /// <summary>Whatever was not changed passes, and whatever was is noticed.</summary>
    [Fact]
    public void Run_NetworksOfOtherSizesAndNames_PassAndNoticeADifference()
    {
        new OtherSizes(_copy).Write();
        (string File, string Tensor)[] perturbed =
        [
            ("dit/lora_wide.safetensors", "tap.block.6.ffn.output"),
            ("vae/encode_tiled_long.safetensors", "output.latents"),
            ("wav2vec/case_short.safetensors", "tap.pos_conv_embed"),
            ("t5/relative_position_buckets.safetensors", "output.bucket"),
        ];
        foreach (var (file, tensor) in perturbed)
            _copy.EditTensors(file, tensors => Perturb(tensors, tensor));

        _copy
            .Verify()
            .Where(row => OtherSizes.Areas.Contains(row.Area) && !row.Passed)
            .Select(row => row.Case)
            .ShouldBe(["lora_wide", "encode_tiled_long", "case_short", "relative_position_buckets"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(
        "dit/weights.safetensors",
        "pipeline/image.png",
        "tokenizer/spiece.model",
        "plan/plan.json",
        "t5/case_a.safetensors"
    )]
    [InlineData(
        "dit/config.json",
        "vae/config.json",
        "pipeline/audio.wav",
        "tokenizer/tokenizer.json",
        "scheduler/config.json"
    )]
    public void Run_DamagedFiles_FailInOneSentenceEachAndTheRestGoesOn(params string[] files)
    {
        foreach (var file in files)
            _copy.Replace(file, bytes => bytes[..(bytes.Length / 3)]);

        var rows = _copy.Verify();

        foreach (var file in files)
            rows.ShouldContain(row => row.Area == file.Split('/')[0] && !row.Passed, file);
        rows.Where(row => !row.Passed).ShouldAllBe(row => row.Failure!.EndsWith('.') && !row.Failure!.Contains('\n'));
        rows.ShouldContain(row => row.Area == "match" && row.Passed);
        rows.ShouldContain(row => row.Area == "wav2vec" && row.Passed);
    }

    [Fact]
    public void Run_InputsGivenTwiceThatDisagree_FailTheirCases()
    {
        _copy.EditTensors("dit/lora_case0.safetensors", tensors => Perturb(tensors, "input.context", 1e-6));
        _copy.EditTensors(
            "dit/adapter_checkpoint.safetensors",
            tensors => Perturb(tensors, "audio_proj.proj.bias", 1e-6)
        );
        _copy.EditTensors(
            "pipeline/audio_scale3_video.safetensors",
            tensors => Perturb(tensors, "input.context_negative", 1e-6)
        );
        _copy.EditTensors(
            "pipeline/joint_cfg_video.safetensors",
            tensors => Perturb(tensors, "input.audio_samples_float", 1e-6)
        );
        _copy.EditJson("t5/config.json", json => json["cases"]![0]!["valid"] = 150);
        _copy.EditJson("wav2vec/config.json", json => json["cases"]![0]!["samples"] = 15999);

        // The bfloat16 inputs are the rounded ones of the base case, which did not change.
        _copy
            .Failures()
            .Select(row => row.Case)
            .Order()
            .ShouldBe(["audio_scale3", "case_a", "case_a", "checkpoints", "joint_cfg", "lora_case0"]);
    }

    [Fact]
    public void Run_CasesRenamedInFilesAndConfiguration_Passes()
    {
        foreach (var prefix in new[] { "base_", "lora_", "bf16_base_", "bf16_lora_" })
            File.Move(_copy.PathOf($"dit/{prefix}case0.safetensors"), _copy.PathOf($"dit/{prefix}other.safetensors"));
        _copy.EditJson("dit/config.json", json => json["cases"]![0]!["name"] = "other");
        File.Move(_copy.PathOf("wav2vec/case_b.safetensors"), _copy.PathOf("wav2vec/case_long.safetensors"));
        _copy.EditJson("wav2vec/config.json", json => json["cases"]![1]!["name"] = "long");
        foreach (var part in new[] { "video", "window0", "window1", "window2" })
            File.Move(
                _copy.PathOf($"pipeline/joint_cfg_{part}.safetensors"),
                _copy.PathOf($"pipeline/first_{part}.safetensors")
            );
        _copy.EditJson(
            "pipeline/config.json",
            json =>
                json["runs"] = new JsonObject
                {
                    ["first"] = new JsonObject { ["audio_scale"] = null },
                    ["audio_scale3"] = new JsonObject { ["audio_scale"] = 3.0 },
                }
        );

        _copy.Failures().Select(row => row.ToString()).ShouldBeEmpty();
    }

    public void Dispose() => _copy.Dispose();

    private FolderListing? Listing() => FolderListing.Read(new GoldenFiles(_copy.Root));

    private static (string File, string Tensor)[] PerturbedTensors { get; } =
    [
        ("dit/base_case0.safetensors", "tap.block.0.cross_attn.output"),
        ("dit/base_case1.safetensors", "output"),
        ("dit/lora_case2.safetensors", "tap.block.3.input"),
        ("dit/bf16_base_case0.safetensors", "output_float32_compute_rounded_weights_and_inputs"),
        ("dit/bf16_lora_case0.safetensors", "output_bf16_compute"),
        ("vae/decode_T4.safetensors", "output.video_before_clamp"),
        ("vae/decode_tiled_T1.safetensors", "output.video_untiled"),
        ("vae/decode_taps.safetensors", "decoder.chunk1.upsamples.3"),
        ("vae/encode_T5.safetensors", "output.latents_tiled_34_34_18_16"),
        ("wav2vec/case_b.safetensors", "input.input_values_padded"),
        ("wav2vec/case_c.safetensors", "output.last_hidden_state"),
        ("wav2vec/normalise_edge.safetensors", "output.zeros"),
        ("t5/case_b.safetensors", "output.text_encoder_raw"),
        ("t5/case_c.safetensors", "output.text_encoder_raw_first_and_last_row"),
        ("t5/relative_position_buckets.safetensors", "output.bucket"),
        ("scheduler/scheduler.safetensors", "train.offgrid_noisy"),
        ("teacache/decisions.safetensors", "Wan2.1-T2V-14B.th0.14.accumulated"),
        ("teacache/dit_run10.safetensors", "output.14B_th0.14.calc_negative"),
        ("plan/resize_pad.safetensors", "case4.output"),
        ("match/rng.safetensors", "seed42.mixed.randn40"),
        ("pipeline/joint_cfg_window1.safetensors", "window1.latents_after_each_step"),
        ("pipeline/audio_scale3_video.safetensors", "output.video_uint8"),
    ];

    /// <summary>Moves one value by a tenth of the largest (or by <paramref name="by"/>), whole numbers by 2.</summary>
    private static void Perturb(Dictionary<string, Tensor> tensors, string name, double? by = null)
    {
        var value = tensors[
            name.StartsWith("window", StringComparison.Ordinal) ? name[(name.IndexOf('.') + 1)..] : name
        ];
        var one = value.view(-1).narrow(0, value.numel() / 2, 1);
        if (value.is_floating_point())
            one.add_(by ?? 0.1 * Math.Max(1, value.abs().max().to(ScalarType.Float64).item<double>()));
        else
            one.add_(one.to(ScalarType.Int64).item<long>() > 100 ? -2 : 2);
    }
}
