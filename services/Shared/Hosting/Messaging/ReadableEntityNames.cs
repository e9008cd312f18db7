using System.Text.RegularExpressions;
using MassTransit;

namespace FlowForge.Hosting;

/// <summary>Names our exchanges <c>flowforge.job-started</c> and so on, for people who watch the broker; everybody else's keep their names.</summary>
public sealed partial class ReadableEntityNames(IEntityNameFormatter others) : IEntityNameFormatter
{
    public string FormatEntityName<T>() =>
        typeof(T).Namespace == typeof(Contracts.JobStarted).Namespace ? Of(typeof(T)) : others.FormatEntityName<T>();

    public static string Of(Type message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return "flowforge." + WordStart().Replace(message.Name, "-").ToLowerInvariant();
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();
}
