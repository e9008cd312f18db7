using System.Collections.Concurrent;
using System.Reflection;
using MassTransit;

namespace FlowForge.JobManager.Tests;

/// <summary>Notes what is published; refuses while <see cref="Down"/>. A proxy, because the interface has a dozen overloads and one is used.</summary>
public class RecordingBus : DispatchProxy
{
    private readonly ConcurrentQueue<object> _published = new();

    public bool Down { get; set; }

    /// <summary>What happens while a message is on its way.</summary>
    public Func<object, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<T> Of<T>() => [.. _published.OfType<T>()];

    public IReadOnlyList<object> All => [.. _published];

    public static (IPublishEndpoint Bus, RecordingBus Recording) Create()
    {
        var bus = Create<IPublishEndpoint, RecordingBus>();
        return (bus, (RecordingBus)bus);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (Down) return Task.FromException(new IOException("the bus is down"));
        _published.Enqueue(args![0]!);
        return Meanwhile(args[0]!);
    }
}
