namespace OmniAvatar.Rendering;

/// <summary>
/// What decides the last bits of a result: device model, libtorch (and CUDA, cuDNN) versions, dtype, kernel choices, threads,
/// instruction set. Results within one class are bit-equal; a checkpoint moves only within its class.
/// </summary>
/// <param name="Text">One line of <c>key=value</c> pairs joined by ';'.</param>
public readonly record struct NumericClass(string Text)
{
    public override string ToString() => Text;
}
