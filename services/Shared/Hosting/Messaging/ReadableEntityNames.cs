using System.Text.RegularExpressions;
using MassTransit;

namespace FlowForge.Hosting;

/// <summary>
/// Names our exchanges <c>flowforge.job-started</c> and so on, for people who watch the broker, and those of MassTransit's own
/// messages alike (<c>flowforge.fault.job-started</c>, <c>flowforge.schedule-message</c>); everybody else's keep their names.
/// </summary>
public sealed partial class ReadableEntityNames(IEntityNameFormatter others) : IEntityNameFormatter
{
    /// <summary>What the exchanges of messages begin with, and no queue of a service does.</summary>
    public const string Prefix = "flowforge.";

    public string FormatEntityName<T>() => typeof(T) switch
    {
        { IsGenericType: true } type when type.GetGenericTypeDefinition() == typeof(Fault<>) => $"{Prefix}fault.{WordsOf(type.GetGenericArguments()[0])}",
        { IsGenericType: false, Namespace: "MassTransit" or "MassTransit.Scheduling" or "FlowForge.Contracts" } type => Of(type),
        _ => others.FormatEntityName<T>(),
    };

    public static string Of(Type message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Prefix + WordsOf(message);
    }

    private static string WordsOf(Type message) => WordStart().Replace(message.Name, "-").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();
}
