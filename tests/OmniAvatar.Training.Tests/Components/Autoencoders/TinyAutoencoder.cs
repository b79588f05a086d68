using OmniAvatar.Training.Components;
using OmniAvatar.Training.Components.Autoencoders;

namespace OmniAvatar.Training.Tests.Components.Autoencoders;

/// <summary>The smallest autoencoder, which reads and writes no file.</summary>
internal static class TinyAutoencoder
{
    public static AutoencoderTrainingOptions Options =>
        new()
        {
            Run = new ComponentRunOptions { Folder = "-", Steps = 1 },
            Destination = "-",
            BaseDim = 4,
        };
}
