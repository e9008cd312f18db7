namespace FlowForge.Integration.Tests.Storage;

/// <summary>The MongoDB endpoint that the tests use: DocumentDB behind a gateway, or a real mongod where the environment names one.</summary>
internal static class MongoEndpoint
{
    public static Task<string> AddressAsync() => DevServers.OfThisRun.MongoAsync();
}
