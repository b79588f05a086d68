using System.Reflection;
using NetArchTest.Rules;
using OmniAvatar.Grains.Control.Pool;
using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Simulation;
using Layer = System.Reflection.Assembly;

namespace OmniAvatar.Grains.Control.Tests.Pool;

/// <summary>
/// There is one scheduler: the pool's grain and the simulation both drive <see cref="PoolScheduler"/>, and nobody else
/// keeps, compares or orders work.
/// </summary>
public sealed class OneSchedulerTests
{
    private const string Scheduling = "OmniAvatar.Grains.Control.Pool.Scheduling";

    private static readonly Layer Control = typeof(GpuPoolGrain).Assembly;
    private static readonly Layer Simulation = typeof(ClusterSimulation).Assembly;

    [Fact]
    public void Scheduler_Anywhere_KnowsNoRuntimeAndNoClock() =>
        Types
            .InAssembly(Control)
            .That()
            .ResideInNamespace(Scheduling)
            .ShouldNot()
            .HaveDependencyOnAny(
                "Orleans.Runtime",
                "Orleans.Timers",
                "OmniAvatar.Grains.WorkClock",
                "System.TimeProvider",
                "System.Threading.Tasks"
            )
            .GetResult()
            .FailingTypeNames.ShouldBeNull();

    [Fact]
    public void Grain_AndSimulation_DriveTheSameScheduler()
    {
        FieldTypes(typeof(GpuPoolGrain)).ShouldContain(typeof(PoolScheduler));
        FieldTypes(typeof(ClusterSimulation)).ShouldContain(typeof(PoolScheduler));
    }

    [Fact]
    public void Offers_OutsideTheScheduler_AreKeptByNobody()
    {
        Keepers(Control).ShouldContain(type => IsScheduling(type));
        Keepers(Control).Where(type => !IsScheduling(type)).ShouldBeEmpty();
        Keepers(Simulation).ShouldBeEmpty();
    }

    [Fact]
    public void Comparisons_OfOffersAndTheirWork_AreMadeByTheSchedulerAlone()
    {
        var comparers = Control
            .GetTypes()
            .Concat(Simulation.GetTypes())
            .Where(type => !IsScheduling(type) && type.GetInterfaces().Any(IsOrderOfWork));
        comparers.ShouldBeEmpty();
        FieldTypes(typeof(ClusterSimulation))
            .ShouldNotContain(type => type.Name.StartsWith("SortedSet", StringComparison.Ordinal));
    }

    /// <summary>Types with a field that can hold offers, or what the scheduler makes of them.</summary>
    private static IEnumerable<Type> Keepers(Layer assembly) =>
        assembly
            .GetTypes()
            .Where(type =>
                !IsGenerated(type)
                && FieldTypes(type)
                    .Any(field => Mentions(field, typeof(WorkOffer)) || Mentions(field, typeof(WorkDemand)))
            );

    private static IEnumerable<Type> FieldTypes(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(field => field.FieldType);

    private static bool Mentions(Type type, Type what) =>
        type == what
        || (type.HasElementType && Mentions(type.GetElementType()!, what))
        || type.GetGenericArguments().Any(argument => Mentions(argument, what));

    private static bool IsOrderOfWork(Type type) =>
        type.IsGenericType
        && (
            type.GetGenericTypeDefinition() == typeof(IComparer<>)
            || type.GetGenericTypeDefinition() == typeof(IComparable<>)
        )
        && (Mentions(type, typeof(WorkOffer)) || Mentions(type, typeof(WorkDemand)));

    private static bool IsScheduling(Type type) =>
        type.Namespace?.StartsWith(Scheduling, StringComparison.Ordinal) == true;

    /// <summary>Serializers, closures and state machines, which the compiler writes.</summary>
    private static bool IsGenerated(Type type) =>
        type.Name.Contains('<') || type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) == true;
}
