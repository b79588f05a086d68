namespace OmniAvatar.Verification;

/// <summary>One thing to verify.</summary>
/// <param name="Name">Its name within the area.</param>
/// <param name="Files">The files it answers for: each must be there, and all of it must be read.</param>
/// <param name="Run">Computes and compares. A <see cref="BadInputException"/> or any other failure fails the case
/// alone.</param>
public sealed record GoldenCase(string Name, IReadOnlyList<string> Files, Action<CaseChecks> Run);

/// <summary>A part of the model and its folder of reference results.</summary>
public interface IGoldenArea
{
    /// <summary>The name of its folder.</summary>
    string Name { get; }

    /// <summary>
    /// The cases that the folder holds, found from its files and its configuration alone. Where the two disagree (a
    /// case without its file), the case is listed all the same and fails.
    /// </summary>
    /// <exception cref="BadInputException">The configuration is missing or damaged.</exception>
    IEnumerable<GoldenCase> Cases(GoldenRun run);
}
