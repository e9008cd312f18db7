using FlowForge.Jobs;

namespace FlowForge.Hosting;

/// <summary>Tells a store that is away from a message that is bad.</summary>
public static class StoreFailures
{
    /// <summary>True where the store is at fault and the same work may succeed later.</summary>
    public static bool MayPass(Exception? exception) => exception switch
    {
        null => false,
        IStoreFailure failure => failure.MayPass,
        AggregateException all => all.InnerExceptions.Any(MayPass),
        _ => MayPass(exception.InnerException),
    };
}
