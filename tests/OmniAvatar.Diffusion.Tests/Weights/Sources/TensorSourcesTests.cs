using System.Text;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Names;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Diffusion.Weights.Sources;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Weights.Sources;

public sealed class CheckpointFilesTests : IDisposable
{
    private const string First = "m-00001-of-00002.safetensors",
        Second = "m-00002-of-00002.safetensors",
        Index = "m.safetensors.index.json";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Open_NumberedShardsWithoutIndex_JoinsThemAll()
    {
        Save(First, "a");
        Save(Second, "b", "c");

        using var source = TensorSources.Open(_folder.File(Second));

        source.Tensors.Keys.Order().ShouldBe(["a", "b", "c"]);
        source.Read("c").item<float>().ShouldBe('c');
    }

    [Fact]
    public void Open_NumberedShardMissing_NamesIt()
    {
        Save(First, "a");

        Should.Throw<BadInputException>(() => TensorSources.Open(_folder.File(First))).Message.ShouldContain(Second);
    }

    [Fact]
    public void Open_SameKeyInTwoShards_NamesBoth()
    {
        Save(First, "a");
        Save(Second, "a");

        var message = Should.Throw<BadInputException>(() => TensorSources.Open(_folder.File(First))).Message;

        message.ShouldContain(First);
        message.ShouldContain(Second);
    }

    [Fact]
    public void Open_Index_ReadsEachKeyWhereItSays()
    {
        Save(First, "a");
        Save(Second, "b");
        WriteIndex(
            """{"metadata":{"total_size":8},"weight_map":{"a":"m-00001-of-00002.safetensors","b":"m-00002-of-00002.safetensors"}}"""
        );

        using var source = TensorSources.Open(_folder.File(Index));

        source.Read("a").item<float>().ShouldBe('a');
        source.Read("b").item<float>().ShouldBe('b');
    }

    [Theory]
    [InlineData(
        """{"weight_map":{"a":"m-00001-of-00002.safetensors","x":"m-00001-of-00002.safetensors"}}""",
        "lacks 1 tensors"
    )]
    [InlineData("""{"weight_map":{"a":"m-00002-of-00002.safetensors"}}""", "lacks 1 tensors")]
    [InlineData("""{"weight_map":{"b":"m-00002-of-00002.safetensors"}}""", "does not place in it ('c')")]
    [InlineData("""{"weight_map":{"a":"../secret.safetensors"}}""", "not a plain name")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""", "not a plain name")]
    [InlineData("""{"weight_map":{"a":7}}""", "not an index")]
    [InlineData("""{"weight_map":{"a":"x","a":"y"}}""", "not the expected JSON")]
    [InlineData("""{"weight_map":[[[[[[1]]]]]]}""", "not the expected JSON")]
    [InlineData("""{"weight_map":{}}""", "names no tensors")]
    [InlineData("{}", "not an index")]
    [InlineData("", "is empty")]
    public void Open_IndexThatLies_IsRefusedWithTheReason(string index, string reason)
    {
        Save(First, "a");
        Save(Second, "b", "c");
        WriteIndex(index);

        Should.Throw<BadInputException>(() => TensorSources.Open(_folder.File(Index))).Message.ShouldContain(reason);
    }

    [Fact]
    public void Open_IndexOfFilesThatAreNotThere_NamesThem()
    {
        Save(First, "a");
        WriteIndex("""{"weight_map":{"a":"m-00001-of-00002.safetensors","b":"m-00002-of-00002.safetensors"}}""");

        Should
            .Throw<BadInputException>(() => TensorSources.Open(_folder.File(Index)))
            .Message.ShouldContain($"1 files that are not there ('{_folder.File(Second)}')");
    }

    [Theory]
    [InlineData(
        """{"w":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""",
        "'F8_E4M3', which cannot be read: take the weights in float32"
    )]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        "twice"
    )]
    [InlineData("""{"w":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}}""", "JSON")]
    [InlineData("""{"w":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,4]}}""", "that is not valid")]
    [InlineData("""{"w":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}""", "that is not valid")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not downloaded or written whole")]
    public void Open_HeaderThatCannotBe_IsRefusedWithTheReason(string header, string because)
    {
        File.WriteAllBytes(
            _folder.File("w.safetensors"),
            [.. BitConverter.GetBytes((long)header.Length), .. Encoding.ASCII.GetBytes(header), 0, 0, 0, 0]
        );

        Should
            .Throw<BadInputException>(() => TensorSources.Open(_folder.File("w.safetensors")))
            .Message.ShouldContain(because);
    }

    [Fact]
    public void Open_LinkToNothing_SaysWhereItLeads()
    {
        File.CreateSymbolicLink(_folder.File("w.safetensors"), _folder.File("blob"));

        Should
            .Throw<BadInputException>(() => TensorSources.Open(_folder.File("w.safetensors")))
            .Message.ShouldContain($"is a link to {_folder.File("blob")}, which is not there");
    }

    [Fact]
    public void Open_UnknownEnding_IsRefused() =>
        Should
            .Throw<BadInputException>(() => TensorSources.Open(_folder.File("m.gguf")))
            .Message.ShouldContain("not a known checkpoint");

    [Fact]
    public void AudioEncoder_FineTunedAndNewerNames_BecomeThePlainOnes()
    {
        Save(
            "a.safetensors",
            "wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight.original0",
            "wav2vec2.masked_spec_embed",
            "lm_head.weight"
        );

        using var source = PartNames.AudioEncoder(TensorSources.Open(_folder.File("a.safetensors")));

        source
            .Tensors.Keys.Order()
            .ShouldBe(["encoder.pos_conv_embed.conv.weight_g", "lm_head.weight", "masked_spec_embed"]);
    }

    [Fact]
    public void Autoencoder_WithOrWithoutPrefix_HasTheSameKeys()
    {
        Save("a.safetensors", "model.conv1.weight");
        Save("b.safetensors", "conv1.weight");

        using var prefixed = PartNames.Autoencoder(TensorSources.Open(_folder.File("a.safetensors")));
        using var plain = PartNames.Autoencoder(TensorSources.Open(_folder.File("b.safetensors")));

        prefixed.Tensors.Keys.ShouldBe(plain.Tensors.Keys);
    }

    public void Dispose() => _folder.Dispose();

    private void Save(string name, params string[] keys)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(_folder.File(name), keys.ToDictionary(key => key, key => tensor((float)key[^1])));
    }

    private void WriteIndex(string json) => File.WriteAllText(_folder.File(Index), json);
}
