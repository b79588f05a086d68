using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Http.Access;

namespace OmniAvatar.Silos.Http.Tests.Access;

public sealed class SingleKeyDirectoryTests
{
    private readonly SingleKeyDirectory _directory = new("local", "sixteen-letters-or-more");

    [Fact]
    public async Task FindByKey_TheKey_IsItsTenant() =>
        (await _directory.FindByKeyAsync(ApiKey.Hash("sixteen-letters-or-more"))).ShouldBe("local");

    [Theory]
    [InlineData("sixteen-letters-or-mor")]
    [InlineData("Sixteen-letters-or-more")]
    [InlineData("")]
    public async Task FindByKey_AnotherKey_IsNobody(string key) =>
        (await _directory.FindByKeyAsync(ApiKey.Hash(key))).ShouldBeNull();
}
