using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Recovery;

/// <summary>Suspends recovery while most jobs are silent at once: then it is not they that died, but what carries their heartbeats.</summary>
public sealed class Brake(IRecoveryOutlet outlet, IOptions<RecoveryOptions> options, ILogger<Brake> logger)
{
    private readonly Lock _gate = new();

    public bool IsEngaged { get; private set; }

    /// <summary>True where recovery is suspended.</summary>
    public bool Look(SilenceCount count)
    {
        ArgumentNullException.ThrowIfNull(count);
        var engaged = count.Silent >= options.Value.BrakeLeast && count.Silent > options.Value.BrakeShare * count.Watched;
        lock (_gate)
        {
            if (engaged && !IsEngaged)
                logger.LogError("Recovery is suspended: {Silent} of {Watched} watched jobs are silent at once. Look at the broker, the database and the lifecycle service. It goes on by itself when fewer are", count.Silent, count.Watched);
            else if (!engaged && IsEngaged)
                logger.LogWarning("Recovery goes on: {Silent} of {Watched} watched jobs are silent", count.Silent, count.Watched);
            else if (engaged)
                logger.LogDebug("Recovery is still suspended: {Silent} of {Watched} watched jobs are silent", count.Silent, count.Watched);
            IsEngaged = engaged;
        }

        outlet.Suspended(engaged);
        return engaged;
    }
}
