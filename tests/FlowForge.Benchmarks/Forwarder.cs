using System.Reflection;

namespace FlowForge.Benchmarks;

/// <summary>Stands for an interface, makes some of its calls on another object and drops the rest.</summary>
public class Forwarder : DispatchProxy
{
    private object? _target;
    private Func<string, bool> _forwards = _ => false;

    public static T To<T>(object target, Func<string, bool> forwards) where T : class
    {
        var proxy = Create<T, Forwarder>();
        var forwarder = (Forwarder)(object)proxy;
        (forwarder._target, forwarder._forwards) = (target, forwards);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        return _forwards(targetMethod.Name) ? targetMethod.Invoke(_target, args) : null;
    }
}
