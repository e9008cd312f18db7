using FlowForge.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Storage.Mongo;

/// <summary>
/// Makes the indexes. Services and database are often started together, so one that is not there yet is waited for, however long: in
/// the background, because a process that says nothing until then is taken for dead and killed. No truth hangs on an index but
/// <c>_id</c>'s, which is always there; without the others it is only slow.
/// </summary>
internal sealed partial class MongoStarter(MongoStorage storage, MongoReadiness readiness, IOptions<MongoOptions> options, TimeProvider clock, ILogger<MongoStarter> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var tries = 1; ; tries++)
        {
            TimeSpan pause;
            try
            {
                await MongoIndexes.EnsureAsync(storage, options.Value.AuditRetention, stoppingToken).ConfigureAwait(false);
                readiness.Missing = null;
                if (tries > 1) LogThere(storage.Where, tries);
                return;
            }
            catch (StorageException e)
            {
                readiness.Missing = "the indexes are not made yet: " + e.Message;
                // Two services that make the same indexes at once can meet; what is refused again after that, a person has to change.
                pause = e.MayPass || tries < 3 ? Pause : LongPause;
                if (pause == Pause) LogAway(e.Message, tries);
                else LogRefused(e.Message, tries);
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The service is not ready yet: {Problem} (try {Tries})")]
    private partial void LogAway(string problem, int tries);

    [LoggerMessage(Level = LogLevel.Error, Message = "The service is not ready, and a person has to look: {Problem} (try {Tries})")]
    private partial void LogRefused(string problem, int tries);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Where} is there now, after {Tries} tries")]
    private partial void LogThere(string where, int tries);
}
