using OmniAvatar.Diffusion.Checkpoints;
using OmniAvatar.Diffusion.Checkpoints.Pickles;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Checkpoints;

public sealed class OldPickleCheckpointTests : IDisposable
{
    /// <summary>
    /// Written by Python's own pickler with stand-ins for torch's names: w (2, 3) and t, its last two columns turned, over one storage
    /// 1.5, -2, 3.25, 4, 5, 6, and n, a whole number 7. t is built by the function that was used before PyTorch 0.4.
    /// </summary>
    private static readonly byte[] Python3 = Convert.FromBase64String(
        "gAKKCmz8nEb5IGqoUBkugAJN6QMugAJ9cQAoWBAAAABwcm90b2NvbF92ZXJzaW9ucQFN6QNYDQAAAGxpdHRsZV9lbmRpYW5xAohYCgAAAHR5cGVfc2l6ZXNx"
        + "A31xBChYBQAAAHNob3J0cQVLAlgDAAAAaW50cQZLBFgEAAAAbG9uZ3EHSwR1dS6AAmNjb2xsZWN0aW9ucwpPcmRlcmVkRGljdApxAClScQEoWAEAAAB3cQJj"
        + "dG9yY2guX3V0aWxzCl9yZWJ1aWxkX3RlbnNvcl92MgpxAygoWAcAAABzdG9yYWdlcQRjdG9yY2gKRmxvYXRTdG9yYWdlCnEFWAMAAAAxNDBxBlgDAAAAY3B1"
        + "cQdLBk50cQhRSwBLAksDhnEJSwNLAYZxColoAClScQt0cQxScQ1YAQAAAHRxDmN0b3JjaC5fdXRpbHMKX3JlYnVpbGRfdGVuc29yCnEPKChoBGgFaAZoB0sG"
        + "TnRxEFFLAUsCSwKGcRFLAUsDhnESdHETUnEUWAEAAABucRVoAygoaARjdG9yY2gKTG9uZ1N0b3JhZ2UKcRZYAwAAADE0MXEXaAdLAU50cRhRSwApKYloAClS"
        + "cRl0cRpScRt1LoACXXEAKFgDAAAAMTQwcQFYAwAAADE0MXECZS4GAAAAAAAAAAAAwD8AAADAAABQQAAAgEAAAKBAAADAQAEAAAAAAAAABwAAAAAAAAA=");

    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Open_AsPython3WroteIt_GivesItsTensors()
    {
        File.WriteAllBytes(_path, Python3);
        OldPickleCheckpoint.Is(_path).ShouldBeTrue();
        using var scope = NewDisposeScope();
        using var file = OldPickleCheckpoint.Open(_path);

        file.Tensors.Keys.ShouldBe(["w", "t", "n"]);
        file.Read("w").data<float>().ToArray().ShouldBe([1.5f, -2, 3.25f, 4, 5, 6]);
        file.Read("w").shape.ShouldBe([2, 3]);
        file.Read("t").data<float>().ToArray().ShouldBe([-2, 5, 3.25f, 6]);
        file.Read("n").item<long>().ShouldBe(7);
    }

    /// <summary>Short texts are 'U' there, and an OrderedDict is made from a list of lists.</summary>
    [Fact]
    public void Open_AsPython2WroteIt_GivesItsTensors()
    {
        File.WriteAllBytes(_path, [
            .. Python3.AsSpan(0, 15), 0x80, 2, .. "M"u8, 0xe9, 3, (byte)'.', 0x80, 2, .. "}U\u000dlittle_endian"u8, 0x88, .. "s."u8,
            0x80, 2, .. "ccollections\nOrderedDict\n]](U\u0001wctorch._utils\n_rebuild_tensor\n((U\u0007storagectorch\nFloatStorage\nU\u00019U\u0003cpuK\u0002NtQK\u0000K\u0002"u8,
            0x85, .. "K\u0001"u8, 0x85, .. "tRea"u8, 0x85, .. "R."u8,
            0x80, 2, .. "]U\u00019a."u8, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]);
        using var scope = NewDisposeScope();
        using var file = OldPickleCheckpoint.Open(_path);

        file.Read("w").data<float>().ToArray().ShouldBe([1f, 2f]);
    }

    [Fact]
    public void Open_CutAnywhere_IsBadInput()
    {
        for (var length = 15; length < Python3.Length; length += 7)
        {
            File.WriteAllBytes(_path, Python3[..length]);
            Should.Throw<BadInputException>(() => OldPickleCheckpoint.Open(_path));
        }
    }

    [Fact]
    public void Is_NewFormOrEmpty_No()
    {
        OldPickleCheckpoint.Is(_path).ShouldBeFalse();
        PickleCheckpointWriter.Write(_path, new Dictionary<string, Tensor> { ["w"] = ones(2) });
        OldPickleCheckpoint.Is(_path).ShouldBeFalse();
    }

    public void Dispose() => File.Delete(_path);
}
