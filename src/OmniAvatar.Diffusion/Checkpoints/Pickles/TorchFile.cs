using OmniAvatar.Diffusion.Checkpoints.Files;

namespace OmniAvatar.Diffusion.Checkpoints.Pickles;

/// <summary>Opens what <c>torch.save</c> writes, in the form it has had since PyTorch 1.6 or in the one from before.</summary>
public static class TorchFile
{
    /// <summary>Opens a file, reads its pickles and checks every tensor's place in it.</summary>
    /// <exception cref="BadInputException">The file is missing, damaged, or holds a pickle that asks for more than tensors.</exception>
    public static ITensorSource Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            return OldPickleCheckpoint.Is(file) ? new OldPickleCheckpoint(file) : new PickleCheckpoint(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
