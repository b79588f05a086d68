using OmniAvatar.Diffusion.Weights.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Pickles;

/// <summary>Copies a tensor that a pickle describes from its storage's bytes.</summary>
internal static class PickleTensorCopy
{
    /// <param name="file">Holds the storage.</param>
    /// <param name="storage">Where the storage begins.</param>
    /// <param name="tensor">A view of it.</param>
    /// <param name="destination">Of the tensor's shape.</param>
    public static void Copy(MappedFile file, long storage, PickleTensor tensor, Tensor destination)
    {
        var offset = storage + tensor.Offset * DataTypes.SizeOf(tensor.Storage.DataType);
        if (tensor.IsContiguous())
            PieceCopy.Copy(file, offset, tensor.Storage.DataType, destination);
        else
            CopyStrided(file, offset, tensor, destination);
    }

    /// <summary>A transposed or sliced tensor: the part of its storage that it touches is read whole, and looked at
    /// with its strides.</summary>
    private static void CopyStrided(MappedFile file, long offset, PickleTensor tensor, Tensor destination)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var touched = empty(tensor.Span, dtype: tensor.Storage.DataType, device: CPU);
        PieceCopy.Copy(file, offset, tensor.Storage.DataType, touched);
        destination.copy_(touched.as_strided(tensor.Shape.ToArray(), tensor.Strides.ToArray()));
    }
}
