using System.Collections.Concurrent;
using MassTransit;

namespace FlowForge.Hosting.Tests;

/// <summary>A message of the tests.</summary>
public sealed record Note
{
    public required string Text { get; init; }
}

/// <summary>What the consumers saw, and how they are to behave.</summary>
public sealed class NoteLog
{
    private int _calls;

    public ConcurrentQueue<string> Handled { get; } = new();

    /// <summary>How often a consumer was called.</summary>
    public int Calls => _calls;

    public void Called() => Interlocked.Increment(ref _calls);

    /// <summary>Consumers come to no end before this does.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public Exception? Fails { get; set; }
}

/// <summary>Handles notes as the log says.</summary>
public abstract class NoteConsumer(NoteLog log) : IConsumer<Note>
{
    public async Task Consume(ConsumeContext<Note> context)
    {
        log.Called();
        await log.Gate;
        if (log.Fails is { } failure) throw failure;
        log.Handled.Enqueue($"{GetType().Name} {context.Message.Text}");
    }
}

/// <summary>One subscriber.</summary>
public sealed class FirstConsumer(NoteLog log) : NoteConsumer(log);

/// <summary>Another, with a queue of its own.</summary>
public sealed class SecondConsumer(NoteLog log) : NoteConsumer(log);

/// <summary>Sees what could not be handled.</summary>
public sealed class NoteFaultConsumer(NoteLog log) : IConsumer<Fault>
{
    public Task Consume(ConsumeContext<Fault> context)
    {
        log.Handled.Enqueue($"fault {context.Message.Exceptions[0].Message}");
        return Task.CompletedTask;
    }
}
