using FlowForge.Jobs;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hooks;

/// <summary>Runs one hook to its end: each try within its timeout, and again after a pause where that may help.</summary>
internal sealed class HookRunner(TimeProvider clock, ILogger<HookRunner> logger)
{
    private const int LongestError = 2000;

    public async Task<HookRun> RunAsync(PlannedHook hook, HookContext context, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var result = await TryAsync(hook, context, cancellationToken);
            if (result.Error is null || !result.CanRetry || tries > hook.Limits.Retries)
                return new HookRun(context.IdempotencyKey, context.JobId, result.Error is null, result.Error, tries, clock.Now());
            var pause = hook.Limits.PauseAfter(tries);
            logger.LogWarning("Hook {Hook} of {JobId} in {Stage} failed at try {Try} and is tried again in {Pause}: {Error}",
                hook.Name, context.JobId, context.Stage, tries, Durations.Format(pause), result.Error);
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    private async Task<HookTry> TryAsync(PlannedHook hook, HookContext context, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(hook.Limits.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await hook.ExecuteAsync(context, either.Token);
            return HookTry.Succeeded;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The service stops. Nothing is noted, so the redelivered message runs the hook again under the same key.
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new HookTry($"timed out after {Durations.Format(hook.Limits.Timeout)}", CanRetry: true);
        }
        catch (HookFailedException e)
        {
            return new HookTry(Shorten(e.Message), e.CanRetry);
        }
        catch (Exception e)
        {
            // A hook is other people's code: whatever it throws is its failure, not ours.
            return new HookTry(Shorten($"{e.GetType().Name}: {e.Message}"), CanRetry: true);
        }
    }

    private static string Shorten(string error) => error.Length <= LongestError ? error : error[..LongestError] + "…";
}
