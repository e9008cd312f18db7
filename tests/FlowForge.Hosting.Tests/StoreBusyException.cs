using FlowForge.Jobs;

namespace FlowForge.Hosting.Tests;

/// <summary>What an adapter throws while its store cannot be used.</summary>
public sealed class StoreBusyException() : Exception("the store is busy"), IStoreFailure
{
    public bool MayPass => true;
}
