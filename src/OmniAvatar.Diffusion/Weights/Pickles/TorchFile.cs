using OmniAvatar.Diffusion.Weights.Files;

namespace OmniAvatar.Diffusion.Weights.Pickles;

/// <summary>Opens what <c>torch.save</c> writes, in the form it has had since PyTorch 1.6 or in the one from
/// before.</summary>
public static class TorchFile
{
    /// <summary>Opens a file, reads its pickles and checks every tensor's place in it.</summary>
    /// <exception cref="BadInputException">The file is missing, damaged, or holds a pickle that asks for more than
    /// tensors.</exception>
    public static ITensorSource Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            return OldPickleWeights.Is(file) ? new OldPickleWeights(file) : new PickleWeights(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
