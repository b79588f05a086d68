using OmniAvatar.Diffusion.Machine;

namespace OmniAvatar.Diffusion.Tests.Machine;

public sealed class SlotThreadsTests
{
    [Theory]
    [InlineData(2, 1, 64, 2)] // Room enough: the model's number, whatever the machine.
    [InlineData(2, 3, 6, 2)]
    [InlineData(2, 3, 2, 1)]
    [InlineData(8, 2, 8, 4)]
    [InlineData(8, 3, 8, 2)]
    [InlineData(1, 1, 2, 1)]
    [InlineData(2, 100, 1, 1)]
    public void Default_ModelsNumberAndCores_IsTheLesserOfNumberAndShare(
        int wanted,
        int slots,
        int cores,
        int threads
    ) => SlotThreads.Default(wanted, slots, cores).ShouldBe(threads);
}
