namespace FlowForge.Hosting;

/// <summary>Work that is done by the clock, by one replica at a time.</summary>
public interface IRecurringWork
{
    /// <summary>Names the work in logs and in its lease.</summary>
    string Name { get; }

    /// <summary>When, as a Quartz cron expression (seconds first), UTC.</summary>
    string Cron { get; }

    Task ExecuteAsync(CancellationToken cancellationToken);
}
