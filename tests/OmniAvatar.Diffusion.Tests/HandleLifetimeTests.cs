using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests;

/// <summary>
/// What native code reads is not freed by a collection meanwhile: the TorchSharp.dll beside the tests is the copy with
/// its handles kept alive (build/TorchSharpRepair). With the package's own file these tests fail by wrong
/// numbers, or take the whole run down.
/// </summary>
[CollectionDefinition(nameof(HandleLifetimeTests), DisableParallelization = true)]
[Collection(nameof(HandleLifetimeTests))]
public class HandleLifetimeTests
{
    private const int ShortCalls = 30_000;
    private const int LongCalls = 300;
    private const long ValuesOfLongCalls = 1 << 20;

    [Fact]
    public void TorchSharp_AMethodThatTakesScalars_KeepsThemAlive()
    {
        var add = typeof(Tensor).GetMethod(nameof(Tensor.add_), [typeof(Scalar), typeof(Scalar)])!;

        CallsOf(add)
            .Count(call => call.DeclaringType == typeof(GC) && call.Name == nameof(GC.KeepAlive))
            .ShouldBeGreaterThanOrEqualTo(3);
    }

    /// <summary>libtorch looks at the factor after it has widened all values, which gives the collector time.</summary>
    [Fact]
    public void Scalar_CollectedWhileItIsRead_CountsAsItWasGiven() =>
        AddUp((sum, narrow, i) => sum.add_(narrow, alpha: i));

    [Fact]
    public void Tensor_CollectedWhileItIsRead_CountsAsItWasGiven()
    {
        using Scalar once = 1;
        AddUp((sum, narrow, i) => sum.add_(narrow.mul(i), alpha: once));
    }

    /// <summary>
    /// Beside a thread that collects garbage: many short calls first, since arguments live as long as their method runs
    /// until that is compiled with optimisation, and then long ones.
    /// </summary>
    private static void AddUp(Action<Tensor, Tensor, int> add)
    {
        using var collector = new Collector();
        foreach (var (calls, values) in new[] { (ShortCalls, 1), (LongCalls, ValuesOfLongCalls) })
        {
            using var sum = zeros(values, ScalarType.Int64);
            using var narrow = ones(values, ScalarType.Int32);
            for (var i = 1; i <= calls; i++)
                add(sum, narrow, i);
            sum.min().item<long>().ShouldBe(calls * (calls + 1L) / 2);
            sum.max().item<long>().ShouldBe(calls * (calls + 1L) / 2);
        }
    }

    private static IEnumerable<MethodBase> CallsOf(MethodInfo method)
    {
        const byte call = 0x28;
        var code = method.GetMethodBody()!.GetILAsByteArray()!;
        for (var i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] != call)
                continue;
            MethodBase? called = null;
            try
            {
                called = method.Module.ResolveMethod(BitConverter.ToInt32(code, i + 1));
            }
            catch (ArgumentException)
            {
                // A byte of something else.
            }
            if (called is not null)
                yield return called;
        }
    }

    /// <summary>Collects garbage and waits for its finalizers, over and over until disposed.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _ends;

        public Collector()
        {
            _thread = new Thread(Collect) { IsBackground = true };
            _thread.Start();
        }

        public void Dispose()
        {
            _ends = true;
            _thread.Join();
        }

        private void Collect()
        {
            while (!_ends)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        }
    }
}
