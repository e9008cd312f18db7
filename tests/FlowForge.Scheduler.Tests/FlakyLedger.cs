using System.Reflection;
using FlowForge.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Scheduler.Tests;

/// <summary>The real ledger, whose store can be taken away from whoever delivers a timer or gives it back.</summary>
public class FlakyLedger : DispatchProxy
{
    private ITimerLedger _real = null!;
    private volatile bool _away;
    private int _refused;

    public bool IsAway { get => _away; set => _away = value; }

    /// <summary>What the caller is told while it is away.</summary>
    public Exception Failure { get; set; } = new StorageException("The store is away.");

    public int Refused => Volatile.Read(ref _refused);

    public static void Register(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(ITimerLedger));
        services.Remove(real);
        services.AddSingleton(provider =>
        {
            var proxy = Create<ITimerLedger, FlakyLedger>();
            ((FlakyLedger)(object)proxy)._real = (ITimerLedger)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!);
            return proxy;
        });
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (!_away || targetMethod!.Name is not (nameof(ITimerLedger.IsHeldAsync) or nameof(ITimerLedger.ReleaseAsync))) return targetMethod!.Invoke(_real, args);
        Interlocked.Increment(ref _refused);
        throw Failure;
    }
}
