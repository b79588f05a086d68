using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Transformers.Blocks;

namespace OmniAvatar.Diffusion.Transformers;

/// <summary>How a forward pass is run, apart from what it computes.</summary>
public sealed record ForwardContext
{
    /// <summary>Whether the blocks are computed; without it they always are.</summary>
    public IBlockReuse? Reuse { get; init; }

    /// <summary>Calls the blocks in place of the network; without it they are simply called.</summary>
    public IBlockRunner? Runner { get; init; }

    /// <summary>Is shown the values inside.</summary>
    public ITensorObserver Observer { get; init; } = TensorObserver.None;

    /// <summary>Is looked at before every block.</summary>
    public CancellationToken Cancellation { get; init; }
}
