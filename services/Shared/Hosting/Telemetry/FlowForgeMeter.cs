using System.Diagnostics.Metrics;
using System.Text.Json;
using FlowForge.Contracts;

namespace FlowForge.Hosting;

/// <summary>
/// What FlowForge measures of itself; docs/observability.md has the table. Every tag has few values: no job's id is ever one.
/// A message that is delivered twice is counted twice.
/// </summary>
public sealed class FlowForgeMeter : IDisposable
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200],
    };

    private static readonly InstrumentAdvice<long> Sizes = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 750, 1_000] };

    private readonly Meter _meter;
    private readonly bool _owned;
    private readonly Histogram<double> _deadlineLateness;
    private readonly Histogram<double> _timerLateness;
    private readonly Histogram<double> _consumerLag;
    private readonly Histogram<long> _heartbeatBatch;
    private readonly Counter<long> _escalations;
    private readonly Counter<long> _cleanups;
    private readonly Counter<long> _started;
    private readonly Counter<long> _finished;
    private readonly Counter<long> _deadLetters;
    private readonly Gauge<long> _ledgerDepth;
    private readonly Gauge<long> _recoverySuspended;
    private readonly Counter<long> _recoveryVerdicts;
    private readonly Counter<long> _orphanScans;
    private readonly Gauge<long> _orphansReady;
    private readonly Counter<long> _orphanRemovals;

    /// <param name="meters">The host's; without one the meter is this object's own.</param>
    public FlowForgeMeter(IMeterFactory? meters = null)
    {
        _owned = meters is null;
        _meter = meters?.Create(TelemetryNames.FlowForge) ?? new Meter(TelemetryNames.FlowForge);
        _deadlineLateness = _meter.CreateHistogram("flowforge.deadline.lateness", "s", "From when a step of a job's escalation ladder was due until it was taken up", advice: Seconds);
        _timerLateness = _meter.CreateHistogram("flowforge.timer.lateness", "s", "From when a timer was due until it was sent to its queue", advice: Seconds);
        _consumerLag = _meter.CreateHistogram("flowforge.consumer.lag", "s", "From when a message was sent until its consumer began", advice: Seconds);
        _heartbeatBatch = _meter.CreateHistogram("flowforge.heartbeat.batch.size", "{heartbeat}", "Heartbeats written in one go", advice: Sizes);
        _escalations = _meter.CreateCounter<long>("flowforge.escalations", "{step}", "Steps of escalation ladders that were carried out or tried");
        _cleanups = _meter.CreateCounter<long>("flowforge.cleanups", "{resource}", "Resources of ended jobs that were removed or could not be");
        _started = _meter.CreateCounter<long>("flowforge.jobs.started", "{job}", "Starts of job attempts");
        _finished = _meter.CreateCounter<long>("flowforge.jobs.finished", "{job}", "Ends of job attempts");
        _deadLetters = _meter.CreateCounter<long>("flowforge.dead_letters", "{message}", "Messages that could not be handled and were set aside");
        _ledgerDepth = _meter.CreateGauge<long>("flowforge.ledger.depth", "{timer}", "Timers that are pending");
        _recoverySuspended = _meter.CreateGauge<long>("flowforge.recovery.suspended", description: "1 while so many jobs are silent at once that none is declared dead, else 0");
        _recoveryVerdicts = _meter.CreateCounter<long>("flowforge.recovery.verdicts", "{verdict}", "What was done about silent jobs, by its cause");
        _orphanScans = _meter.CreateCounter<long>("flowforge.orphan.scans", "{scan}", "Scans for orphans of a kind that went through, or that a brake or a failure stopped");
        _orphansReady = _meter.CreateGauge<long>("flowforge.orphans.ready", "{resource}", "Orphans that the last scan of their kind removed, or in a dry run would have removed");
        _orphanRemovals = _meter.CreateCounter<long>("flowforge.orphan.removals", "{resource}", "Orphans that were removed or could not be");
    }

    public void DeadlineTaken(TimeSpan late) => _deadlineLateness.Record(Positive(late));

    public void TimerDelivered(string queue, TimeSpan late) => _timerLateness.Record(Positive(late), Tag("destination", queue));

    public void MessageTaken(string messageType, TimeSpan lag) => _consumerLag.Record(Positive(lag), Tag("message_type", messageType));

    public void HeartbeatsTaken(int count) => _heartbeatBatch.Record(count);

    public void EscalationTaken(TimeoutAction action, TimeoutActionResult result) =>
        _escalations.Add(1, Tag("action", NameOf(action)), Tag("result", NameOf(result)));

    public void CleanupPerformed(string resourceType, bool success, bool gaveUp) =>
        _cleanups.Add(1, Tag("resource_type", resourceType), Tag("result", success ? "success" : gaveUp ? "gave_up" : "failed"));

    public void JobStarted() => _started.Add(1);

    public void JobFinished(JobOutcome outcome) => _finished.Add(1, Tag("outcome", NameOf(outcome)));

    public void MessageSetAside(string queue, string messageType) => _deadLetters.Add(1, Tag("queue", queue), Tag("message_type", messageType));

    public void LedgerHolds(long timers) => _ledgerDepth.Record(timers);

    public void RecoverySuspended(bool suspended) => _recoverySuspended.Record(suspended ? 1 : 0);

    public void RecoveryDecided(string cause, string action) => _recoveryVerdicts.Add(1, Tag("cause", cause), Tag("action", action));

    public void OrphansScanned(string kind, bool stopped, long ready)
    {
        _orphanScans.Add(1, Tag("kind", kind), Tag("result", stopped ? "stopped" : "done"));
        _orphansReady.Record(ready, Tag("kind", kind));
    }

    public void OrphanRemoved(string kind, bool success) => _orphanRemovals.Add(1, Tag("kind", kind), Tag("result", success ? "success" : "failed"));

    public void Dispose()
    {
        // A factory hands the same meter to everybody who asks, and disposes of it itself.
        if (_owned) _meter.Dispose();
    }

    /// <summary>Two machines' clocks differ a little: what seems to come before its time was in time.</summary>
    private static double Positive(TimeSpan time) => Math.Max(0, time.TotalSeconds);

    /// <summary>The spelling of the wire.</summary>
    private static string NameOf<T>(T value) where T : struct, Enum => JsonSerializer.Serialize(value).Trim('"');

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
