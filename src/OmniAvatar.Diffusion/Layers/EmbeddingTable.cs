using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Layers;

/// <summary>One row of weights per id. Like <see cref="LinearLayer"/> it leaves its memory untouched until weights are
/// loaded.</summary>
public sealed class EmbeddingTable : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // (rows, width)

    /// <summary>Makes a table of <paramref name="rows"/> ids.</summary>
    public EmbeddingTable(long rows, long width, Device? device = null, ScalarType? dtype = null)
        : base(nameof(EmbeddingTable))
    {
        _weight = nn.Parameter(empty(rows, width, dtype, device));
        RegisterComponents();
    }

    /// <inheritdoc />
    public override Tensor forward(Tensor ids) // (...)
    {
        using var flat = ids.flatten(); // (N)
        using var rows = _weight.index_select(0, flat); // (N, width)
        return rows.reshape([.. ids.shape, -1]); // (..., width)
    }
}
