using OmniAvatar.Datasets.Clips;
using OmniAvatar.Datasets.Synthetic;
using OmniAvatar.Datasets.Synthetic.Clips;
using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Randomness;

namespace OmniAvatar.Training.Recipes;

/// <summary>What the small model learns from: all of it follows from the seed.</summary>
internal sealed class SmallModelData(SmallModelSettings settings)
{
    private const double MostSeconds = 5;

    /// <summary>Clips to train on, then clips of faces and voices that are not.</summary>
    public JoinedClips Clips =>
        new(
            Drawn(DatasetSplit.Train, settings.Clips, settings.Side),
            Drawn(DatasetSplit.HeldOut, settings.HeldOutClips, settings.Side)
        );

    /// <summary>Clips that the transformer learns from: small ones, then whole ones.</summary>
    public JoinedClips SampleClips =>
        new(
            Drawn(DatasetSplit.Train, settings.SmallSampleClips, settings.SmallSide),
            Drawn(DatasetSplit.Train, settings.SampleClips, settings.Side)
        );

    /// <summary>Tells <see cref="SampleClips"/> from others.</summary>
    public string SampleIdentity =>
        $"{settings.Seed} {settings.SmallSampleClips}x{settings.SmallSide} {settings.SampleClips}x{settings.Side}";

    /// <summary>Captions of scenes that are trained on; no frame is drawn for them.</summary>
    public List<string> Captions() =>
        [
            .. Enumerable
                .Range(0, settings.Captions)
                .Select(index =>
                    SceneCaption.Of(SceneAppearance.Draw(SeededRandom.Of(settings.Seed, index), DatasetSplit.Train))
                ),
        ];

    private SyntheticClips Drawn(DatasetSplit split, int count, int side) =>
        new(
            new SyntheticClipOptions
            {
                Seed = settings.Seed,
                Count = count,
                Split = split,
                Width = side,
                Height = side,
                MostSeconds = MostSeconds,
            }
        );
}
