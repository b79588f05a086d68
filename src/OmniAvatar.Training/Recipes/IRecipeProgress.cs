using OmniAvatar.Datasets.Extraction;
using OmniAvatar.Training.Components;
using OmniAvatar.Training.Logging;

namespace OmniAvatar.Training.Recipes;

/// <summary>Is told how far each part is.</summary>
public interface IRecipeProgress : IProgress<ComponentProgress>, IProgress<ExtractionProgress>
{
    /// <summary>Something happened in the training of a transformer.</summary>
    void Report(TrainingEvent happened);
}
