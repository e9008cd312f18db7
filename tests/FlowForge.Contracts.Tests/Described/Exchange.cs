using System.Text.Json;
using FlowForge.Hosting;

namespace FlowForge.Contracts.Tests;

/// <summary>A message that others than FlowForge send or read, and the exchange it goes through.</summary>
internal sealed record Exchange(Type Message, bool Incoming)
{
    /// <summary>What a job manager publishes.</summary>
    public static readonly IReadOnlyList<Exchange> In = [.. Of(true, typeof(JobSubmitted), typeof(JobStarted), typeof(JobHeartbeat), typeof(JobFinished))];

    /// <summary>What anybody may read.</summary>
    public static readonly IReadOnlyList<Exchange> Out =
    [
        .. Of(false, typeof(CleanupPerformed), typeof(TimeoutActionTaken), typeof(JobStageChanged), typeof(HookExecuted), typeof(JobDeclaredDead),
            typeof(JobRecoveryAttempted), typeof(JobRestartRequested), typeof(OrphanDetected)),
    ];

    public static readonly IReadOnlyList<Exchange> All = [.. In, .. Out];

    /// <summary>What FlowForge's services say to each other. Nobody else sends it or should read it.</summary>
    public static readonly IReadOnlyList<Type> Internal = [typeof(TimeoutEscalation), typeof(CleanupDue), typeof(CleanupPlanItem)];

    /// <summary>As the services name it, such as <c>flowforge.job-started</c>.</summary>
    public string Name => ReadableEntityNames.Of(Message);

    /// <summary>Such as <c>job-started</c>.</summary>
    public string Kebab => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>Such as <c>jobStarted</c>.</summary>
    public string Camel => JsonNamingPolicy.CamelCase.ConvertName(Message.Name);

    /// <summary>As MassTransit writes it into an envelope.</summary>
    public string Urn => $"urn:message:{Message.Namespace}:{Message.Name}";

    private static IEnumerable<Exchange> Of(bool incoming, params Type[] messages) => messages.Select(message => new Exchange(message, incoming));
}
