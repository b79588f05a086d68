using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Observation;

/// <summary>The observer of ordinary runs, and a way to give a part of a model a prefix for its names.</summary>
public static class TensorObserver
{
    /// <summary>Looks at nothing.</summary>
    public static ITensorObserver None { get; } = new Nobody();

    /// <summary>The same observer, for a part of the model whose names all begin with <paramref name="prefix"/> and a
    /// dot.</summary>
    public static ITensorObserver Within(this ITensorObserver observer, string prefix) =>
        ReferenceEquals(observer, None) ? None : new Prefixed(observer, prefix);

    private sealed class Nobody : ITensorObserver
    {
        public void Observe(string name, Tensor value) { }
    }

    private sealed class Prefixed(ITensorObserver outer, string prefix) : ITensorObserver
    {
        public void Observe(string name, Tensor value) => outer.Observe($"{prefix}.{name}", value);
    }
}
