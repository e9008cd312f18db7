using System.Diagnostics;

namespace FlowForge.Testing;

/// <summary>Waits for a condition, with a deadline; the only way in which tests wait.</summary>
public static class Eventually
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);

    public static Task IsTrueAsync(Func<bool> condition, string what, TimeSpan? within = null) => IsTrueAsync(() => Task.FromResult(condition()), what, within);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > (within ?? Usual)) throw new TimeoutException($"Not within {within ?? Usual}: {what}");
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>The first value that is not null.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> value, string what, TimeSpan? within = null) where T : class
    {
        T? found = null;
        await IsTrueAsync(async () => (found = await value()) is not null, what, within);
        return found!;
    }
}
