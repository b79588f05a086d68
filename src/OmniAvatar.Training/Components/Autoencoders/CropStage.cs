namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>What steps see for a while.</summary>
/// <param name="Share">Part of all steps, relative to the other stages.</param>
/// <param name="Frames">Frames a crop: 4n+1.</param>
/// <param name="Pixels">Height and width of a crop, a multiple of 16; no more than a clip has.</param>
/// <param name="Batch">Crops a step.</param>
public sealed record CropStage(double Share, int Frames, int Pixels, int Batch)
{
    internal bool IsPossible => Share > 0 && Frames % 4 == 1 && Pixels > 0 && Pixels % 16 == 0 && Batch > 0;
}
