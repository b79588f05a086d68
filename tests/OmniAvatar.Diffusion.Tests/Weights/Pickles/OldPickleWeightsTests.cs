using System.Text;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Pickles;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Weights.Pickles;

public sealed class OldPickleCheckpointTests : IDisposable
{
    /// <summary>
    /// Written by Python's own pickler with stand-ins for torch's names: w (2, 3) and t, its last two columns turned,
    /// over one storage
    /// 1.5, -2, 3.25, 4, 5, 6, and n, a whole number 7. t is built by the function that was used before PyTorch 0.4.
    /// </summary>
    private static readonly byte[] Python3 = Convert.FromBase64String(
        "gAKKCmz8nEb5IGqoUBkugAJN6QMugAJ9cQAoWBAAAABwcm90b2NvbF92ZXJzaW9ucQFN6QNYDQAAAGxpdHRsZV9lbmRpYW5xAohYCgAAAHR5cGVfc2l6ZXNx"
            + "A31xBChYBQAAAHNob3J0cQVLAlgDAAAAaW50cQZLBFgEAAAAbG9uZ3EHSwR1dS6AAmNjb2xsZWN0aW9ucwpPcmRlcmVkRGljdApxAClScQEoWAEAAAB3cQJj"
            + "dG9yY2guX3V0aWxzCl9yZWJ1aWxkX3RlbnNvcl92MgpxAygoWAcAAABzdG9yYWdlcQRjdG9yY2gKRmxvYXRTdG9yYWdlCnEFWAMAAAAxNDBxBlgDAAAAY3B1"
            + "cQdLBk50cQhRSwBLAksDhnEJSwNLAYZxColoAClScQt0cQxScQ1YAQAAAHRxDmN0b3JjaC5fdXRpbHMKX3JlYnVpbGRfdGVuc29yCnEPKChoBGgFaAZoB0sG"
            + "TnRxEFFLAUsCSwKGcRFLAUsDhnESdHETUnEUWAEAAABucRVoAygoaARjdG9yY2gKTG9uZ1N0b3JhZ2UKcRZYAwAAADE0MXEXaAdLAU50cRhRSwApKYloAClS"
            + "cRl0cRpScRt1LoACXXEAKFgDAAAAMTQwcQFYAwAAADE0MXECZS4GAAAAAAAAAAAAwD8AAADAAABQQAAAgEAAAKBAAADAQAEAAAAAAAAABwAAAAAAAAA="
    );

    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Open_AsPython3WroteIt_GivesItsTensors()
    {
        File.WriteAllBytes(_path, Python3);
        using var scope = NewDisposeScope();
        using var file = TorchFile.Open(_path);

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
        File.WriteAllBytes(
            _path,
            [
                .. Python3.AsSpan(0, 15),
                0x80,
                2,
                .. "M"u8,
                0xe9,
                3,
                (byte)'.',
                0x80,
                2,
                .. "}U\u000dlittle_endian"u8,
                0x88,
                .. "s."u8,
                0x80,
                2,
                .. "ccollections\nOrderedDict\n]](U\u0001wctorch._utils\n_rebuild_tensor\n((U\u0007storagectorch\nFloatStorage\nU\u00019U\u0003cpuK\u0002NtQK\u0000K\u0002"u8,
                0x85,
                .. "K\u0001"u8,
                0x85,
                .. "tRea"u8,
                0x85,
                .. "R."u8,
                0x80,
                2,
                .. "]U\u00019a."u8,
                2,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0x80,
                0x3f,
                0,
                0,
                0,
                0x40,
            ]
        );
        using var scope = NewDisposeScope();
        using var file = TorchFile.Open(_path);

        file.Read("w").data<float>().ToArray().ShouldBe([1f, 2f]);
    }

    [Fact]
    public void Open_CutAnywhere_IsBadInput()
    {
        for (var length = 15; length < Python3.Length; length += 7)
        {
            File.WriteAllBytes(_path, Python3[..length]);
            Should.Throw<BadInputException>(() => TorchFile.Open(_path));
        }
    }

    /// <summary>Protocols 1, 3, 4 and 5 differ from 2 in the magic number and in how numbers and truth values are
    /// spelled.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Open_EveryProtocol_GivesItsTensors(int protocol)
    {
        File.WriteAllBytes(_path, InProtocol(protocol));
        using var scope = NewDisposeScope();
        using var file = TorchFile.Open(_path);

        file.Read("w").data<float>().ToArray().ShouldBe([1f, 2f]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Open_EveryProtocolCutBehindItsNumber_IsCalledTheOldFormat(int protocol)
    {
        File.WriteAllBytes(_path, [.. Magic(protocol), .. Protocol1001(protocol)]);

        Should
            .Throw<BadInputException>(() => TorchFile.Open(_path))
            .Message.ShouldContain("format from before version 1.6");
    }

    public void Dispose() => File.Delete(_path);

    /// <summary>One vector w of 1 and 2 in storage 9, as Python's pickler of a protocol spells it.</summary>
    private static byte[] InProtocol(int protocol)
    {
        byte[] start = protocol < 2 ? [] : [0x80, (byte)protocol];
        byte[] yes = protocol < 2 ? [.. "I01\n"u8] : [0x88],
            two = protocol < 2 ? [.. "L2L\n"u8] : [.. "K\u0002"u8];
        return
        [
            .. Magic(protocol),
            .. Protocol1001(protocol),
            .. start,
            .. "}"u8,
            .. Text("little_endian"),
            .. yes,
            .. "s."u8,
            .. start,
            .. "}"u8,
            .. Text("w"),
            .. "ctorch._utils\n_rebuild_tensor_v2\n(("u8,
            .. Text("storage"),
            .. "ctorch\nFloatStorage\n"u8,
            .. Text("9"),
            .. Text("cpu"),
            .. two,
            .. "NtQK\0("u8,
            .. two,
            .. "t(K\u0001t"u8,
            .. protocol < 2 ? "I00\n"u8 : [0x89],
            .. "ccollections\nOrderedDict\n)RtRs."u8,
            .. start,
            .. "]"u8,
            .. Text("9"),
            .. "a."u8,
            2,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0x80,
            0x3f,
            0,
            0,
            0,
            0x40,
        ];

        byte[] Text(string text) =>
            protocol < 4
                ? [(byte)'X', (byte)text.Length, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)]
                : [0x8c, (byte)text.Length, .. Encoding.ASCII.GetBytes(text), 0x94];
    }

    private static byte[] Magic(int protocol)
    {
        byte[] number = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];
        return protocol switch
        {
            < 2 => [.. "L119547037146038801333356L\n."u8],
            < 4 => [0x80, (byte)protocol, .. number],
            _ => [0x80, (byte)protocol, 0x95, 13, 0, 0, 0, 0, 0, 0, 0, .. number],
        };
    }

    private static byte[] Protocol1001(int protocol) =>
        protocol switch
        {
            0 => [.. "I1001\n."u8],
            1 => [(byte)'M', 0xe9, 3, (byte)'.'],
            < 4 => [0x80, (byte)protocol, (byte)'M', 0xe9, 3, (byte)'.'],
            _ => [0x80, (byte)protocol, 0x95, 4, 0, 0, 0, 0, 0, 0, 0, (byte)'M', 0xe9, 3, (byte)'.'],
        };
}
