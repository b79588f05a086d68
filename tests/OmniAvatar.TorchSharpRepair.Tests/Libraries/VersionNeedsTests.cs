using OmniAvatar.TorchSharpRepair.Libraries;

namespace OmniAvatar.TorchSharpRepair.Tests.Libraries;

public sealed class VersionNeedsTests
{
    private const string Version = "GLIBCXX_3.4.32";

    public static TheoryData<string> Versions => [.. SmallLibrary.Flags.Keys];

    /// <summary>A place in the file, and a value of four bytes with which it leads outside.</summary>
    public static TheoryData<string, int> Pointers =>
        new()
        {
            { "section table", 0x28 },
            { "needs", SmallLibrary.Table + 128 + 0x18 },
            { "section of names", SmallLibrary.Table + 128 + 0x28 },
            { "names", SmallLibrary.Table + 64 + 0x18 },
            { "first version", SmallLibrary.FirstNeed + 8 },
            { "next library", SmallLibrary.FirstNeed + 12 },
            { "name of a version", SmallLibrary.FirstNeed + 16 + 8 },
            { "next version", SmallLibrary.FirstNeed + 16 + 12 },
        };

    [Theory]
    [MemberData(nameof(Versions))]
    public void Weaken_OneVersion_ChangesItsFlagAlone(string version)
    {
        var image = SmallLibrary.Create();
        var expected = SmallLibrary.Create();
        expected[SmallLibrary.Flags[version]] = 2;

        VersionNeeds.Weaken(image, version).ShouldBeTrue();

        image.ShouldBe(expected);
    }

    [Fact]
    public void Weaken_WhatIsWeakAlready_ChangesNothing()
    {
        var image = SmallLibrary.Create();
        VersionNeeds.Weaken(image, Version);
        var weak = image.ToArray();

        VersionNeeds.Weaken(image, Version).ShouldBeFalse();

        image.ShouldBe(weak);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.3")]
    [InlineData("GLIBCXX_3.4.33")]
    [InlineData("libc.so.6")]
    public void Weaken_AVersionThatIsNotNeeded_ChangesNothing(string version)
    {
        var image = SmallLibrary.Create();

        VersionNeeds.Weaken(image, version).ShouldBeFalse();

        image.ShouldBe(SmallLibrary.Create());
    }

    [Theory]
    [InlineData(0, 'e')]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    public void Weaken_AnotherKindOfFile_IsRefused(int at, byte value)
    {
        var image = SmallLibrary.Create();
        image[at] = value;

        Should
            .Throw<RepairException>(() => VersionNeeds.Weaken(image, Version))
            .Message.ShouldContain("not an ELF file");
    }

    /// <summary>The last that is read is which section has the names, so every cut before it takes something that is
    /// needed.</summary>
    [Fact]
    public void Weaken_AFileThatWasCutAnywhere_IsRefused()
    {
        var whole = SmallLibrary.Create();
        for (var length = 0; length < SmallLibrary.Table + 128 + 0x2c; length++)
            Should.Throw<RepairException>(() => VersionNeeds.Weaken(whole[..length], Version), $"{length} bytes");
    }

    [Theory]
    [MemberData(nameof(Pointers))]
    public void Weaken_AnOffsetThatLeadsOutside_IsRefused(string what, int at)
    {
        foreach (var offset in new uint[] { 0x10000, int.MaxValue, uint.MaxValue })
        {
            var image = SmallLibrary.Create();
            SmallLibrary.U32(image, at, offset);

            Should
                .Throw<RepairException>(() => VersionNeeds.Weaken(image, Version), what)
                .Message.ShouldStartWith("The library is damaged");
        }
    }

    [Fact]
    public void Weaken_AnOffsetBeyondAllFiles_IsRefused()
    {
        var image = SmallLibrary.Create();
        SmallLibrary.U64(image, 0x28, ulong.MaxValue - 16);

        Should.Throw<RepairException>(() => VersionNeeds.Weaken(image, Version));
    }

    [Fact]
    public void Weaken_ANameWithoutAnEnd_IsRefused()
    {
        var image = SmallLibrary.Create();
        image.AsSpan(SmallLibrary.Table + 2 * 64 + 0x38).Fill((byte)'x');
        SmallLibrary.U64(image, SmallLibrary.Table + 64 + 0x18, (ulong)image.Length - 40);

        Should.Throw<RepairException>(() => VersionNeeds.Weaken(image, Version));
    }

    /// <summary>Whatever byte is wrong, it ends, with an answer or a refusal.</summary>
    [Fact]
    public void Weaken_AnyByteWrong_EndsWithAnAnswerOrARefusal()
    {
        for (var at = 0; at < SmallLibrary.Create().Length; at++)
            foreach (var value in new byte[] { 0, 1, 0x7f, 0xff })
            {
                var image = SmallLibrary.Create();
                image[at] = value;
                try
                {
                    VersionNeeds.Weaken(image, Version);
                }
                catch (RepairException) { }
            }
    }
}
