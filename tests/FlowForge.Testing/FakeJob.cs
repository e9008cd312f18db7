using System.Collections.Concurrent;
using FlowForge.Jobs;

namespace FlowForge.Testing;

/// <summary>A job of the <see cref="FakeRuntime"/>.</summary>
public sealed class FakeJob
{
    public bool Alive { get; set; } = true;
    public bool ObeysTerminate { get; set; } = true;
    public bool ObeysKill { get; set; } = true;
    public bool ObeysForceDelete { get; set; } = true;
    public int? ExitCode { get; set; }
    public JobDiagnosis? Diagnosis { get; set; }

    /// <summary>The runtime does not look where it is.</summary>
    public bool OutOfReach { get; set; }

    /// <summary>The runtime cannot be asked about it.</summary>
    public bool ObserveFails { get; set; }

    /// <summary>Called while it is being observed.</summary>
    public Func<Task>? OnObserve { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>So many acts throw before one works.</summary>
    public int FailuresLeft { get; set; }

    /// <summary>What an act or a removal that does not work throws.</summary>
    public Func<string, Exception> Failure { get; set; } = message => new IOException(message);

    public bool ListFails { get; set; }

    /// <summary>What was done to it, in order.</summary>
    public ConcurrentQueue<string> Acts { get; } = new();

    /// <summary>What it leaves, and how often each removal fails.</summary>
    public ConcurrentDictionary<JobResource, int> Resources { get; } = new();
}
