namespace FlowForge.Hosting;

/// <summary>How traces and metrics call a kind of message: <c>job-started</c>.</summary>
internal static class MessageNames
{
    private const string Prefix = "flowforge.";

    public static string Of<T>() where T : class => typeof(T).IsGenericType
        // Fault<JobStarted> and the like.
        ? $"{Plain(typeof(T))}-of-{Plain(typeof(T).GetGenericArguments()[0])}"
        : Plain(typeof(T));

    private static string Plain(Type type) => ReadableEntityNames.Of(type)[Prefix.Length..].Split('`')[0];
}
