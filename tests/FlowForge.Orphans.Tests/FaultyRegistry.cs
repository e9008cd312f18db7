using System.Reflection;
using FlowForge.Jobs;

namespace FlowForge.Orphans.Tests;

/// <summary>The real registry, until it is told to fail.</summary>
public class FaultyRegistry : DispatchProxy
{
    private IJobRegistry _real = null!;

    /// <summary>So many more questions are answered; after them every one fails. Null: all are.</summary>
    public int? AnswersLeft { get; set; }

    internal static IJobRegistry Over(IJobRegistry real)
    {
        var proxy = Create<IJobRegistry, FaultyRegistry>();
        ((FaultyRegistry)(object)proxy)._real = real;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name is nameof(IJobRegistry.WhichAreKnownAsync) or nameof(IJobRegistry.NewestJobAtAsync) && AnswersLeft is { } left)
        {
            if (left == 0) throw new StorageException("the database is away");
            AnswersLeft = left - 1;
        }

        return targetMethod.Invoke(_real, args);
    }
}
