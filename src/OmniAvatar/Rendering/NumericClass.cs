using System.Security.Cryptography;
using System.Text;

namespace OmniAvatar.Rendering;

/// <summary>
/// What decides the last bits of a result: device model, driver, libtorch, CUDA and cuDNN as loaded, dtype, kernel
/// choices, instruction set, threads. Results within one class are bit-equal; a checkpoint moves only within its class.
/// </summary>
/// <param name="Text">One line of <c>key=value</c> pairs joined by ';'.</param>
public readonly record struct NumericClass(string Text)
{
    private const int HashBytes = 6;

    /// <summary>12 hexadecimal digits that stand for the class where its text is too long: in names.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)).AsSpan(0, HashBytes));

    /// <inheritdoc/>
    public override string ToString() => Text;
}
