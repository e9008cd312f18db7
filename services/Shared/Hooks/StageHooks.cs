using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Hooks;

/// <summary>Runs the hooks of a stage: those in code first, then those of the policy file in its order.</summary>
internal sealed class StageHooks(IReadOnlyCollection<ILifecycleHook> inProcess, HookFile file, IHookRunStore store, HookRunner runner, WebhookClient webhooks) : IStageHooks
{
    public async Task<StageHookResult> RunAsync(StageEntry entry, CancellationToken cancellationToken = default)
    {
        var executed = new List<HookExecuted>();
        foreach (var hook in Plan(entry))
        {
            var key = DerivedId.From("hook", entry.JobId, entry.Attempt, entry.Stage, hook.Name);
            var run = await store.FindAsync(key, cancellationToken) ?? await RunAndSaveAsync(hook, entry, key, cancellationToken);
            executed.Add(Report(hook, entry, run));
            // A job must not start behind a failed gate, so nothing after it matters; elsewhere one failure must not silence the rest.
            if (!run.Success && entry.Stage == LifecycleStage.PreStart) break;
        }
        return new StageHookResult(executed);
    }

    private IEnumerable<PlannedHook> Plan(StageEntry entry) =>
    [
        .. inProcess.Where(hook => hook.Stage == entry.Stage).Select(InProcess),
        .. file.Current.Where(hook => hook.AppliesTo(entry)).Select(Configured),
    ];

    // On a thread of its own and waited for with a limit: code that blocks, or ignores its token, still times out.
    private static PlannedHook InProcess(ILifecycleHook hook) => new(hook.Name, hook.Limits, (context, limit) =>
        Task.Run(() => hook.ExecuteAsync(context, limit), CancellationToken.None).WaitAsync(limit));

    private PlannedHook Configured(ConfiguredHook hook) => new(hook.Name, hook.Limits, hook.Command is { } command
        ? (context, limit) => CommandHook.ExecuteAsync(command, context, limit)
        : (context, limit) => webhooks.PostAsync(hook.Webhook!, hook.HeadersFile, context, limit));

    private async Task<HookRun> RunAndSaveAsync(PlannedHook hook, StageEntry entry, Guid key, CancellationToken cancellationToken)
    {
        var context = new HookContext
        {
            JobId = entry.JobId.Value,
            Attempt = entry.Attempt,
            Stage = entry.Stage,
            At = entry.At,
            Outcome = entry.Outcome,
            Organization = entry.Organization,
            JobType = entry.JobType,
            Reason = entry.Reason,
            CorrelationId = entry.CorrelationId,
            Hook = hook.Name,
            IdempotencyKey = key,
        };
        var run = await runner.RunAsync(hook, context, cancellationToken);
        // The hook has had its effect: a service that stops just now must still note it.
        await store.SaveAsync(run, CancellationToken.None);
        return run;
    }

    private static HookExecuted Report(PlannedHook hook, StageEntry entry, HookRun run) => new()
    {
        Id = run.Key,
        JobId = entry.JobId.Value,
        Attempt = entry.Attempt,
        Stage = entry.Stage,
        Hook = hook.Name,
        Success = run.Success,
        Error = run.Error,
        Tries = run.Tries,
        At = run.At,
        CorrelationId = entry.CorrelationId,
    };
}
