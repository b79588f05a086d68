using System.Globalization;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Grains.Control.Jobs.State;

/// <summary>
/// Attempt numbers are fencing tokens, so none may ever be given twice. They are counted in the job's durable rows. If
/// the rows are lost, counting must not restart at 1. So before counting begins, the job claims a new generation in the
/// store; each generation has its own range of numbers.
/// </summary>
internal static class AttemptNumbers
{
    /// <summary>Attempts at one unit of work in one generation, at most.</summary>
    public const int PerGeneration = 1_000_000;

    /// <summary>Claims the first unclaimed generation, from 1: <c>folder/generations/1</c> and so on.</summary>
    public static async Task<int> ClaimGenerationAsync(
        IArtifactStore store,
        ArtifactName folder,
        CancellationToken cancellation
    )
    {
        var generation = 1;
        while (!await store.CreateAsync(Claim(folder, generation), ReadOnlyMemory<byte>.Empty, cancellation))
            generation++;
        return generation;
    }

    /// <summary>The number after <paramref name="last"/> (0 for none) in a generation.</summary>
    public static int After(int last, int generation) => Math.Max(last, First(generation) - 1) + 1;

    /// <summary>The first number of a generation.</summary>
    public static int First(int generation) => (generation - 1) * PerGeneration + 1;

    private static ArtifactName Claim(ArtifactName folder, int generation) =>
        JobArtifacts.Generations(folder).Append(generation.ToString(CultureInfo.InvariantCulture));
}
