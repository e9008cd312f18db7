using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace FlowForge.Benchmarks;

/// <summary>One replica of the scheduler service as it is shipped, in a process of its own, so that its memory is its own.</summary>
internal sealed partial class SchedulerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SchedulerProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it wrote at severity warning or above.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Returns once it says of itself that it is ready.</summary>
    public static async Task<SchedulerProcess> StartAsync(string database, Uri vhost)
    {
        var scheduler = new SchedulerProcess(new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "FlowForge.Scheduler.dll"), "--urls", "http://127.0.0.1:0", "--replica", "benchmark",
            "--rabbitMq:url", vhost.ToString(), "--mongoDb:connectionString", Servers.Mongo, "--mongoDb:database", database,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        try
        {
            using var client = new HttpClient { BaseAddress = await scheduler._address.Task.WaitAsync(Patience) };
            await Until.EverySecondAsync(async () =>
            {
                using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                return answer.IsSuccessStatusCode;
            }, Patience);
            return scheduler;
        }
        catch
        {
            Console.WriteLine(string.Join(Environment.NewLine, scheduler.Complaints));
            await scheduler.DisposeAsync();
            throw;
        }
    }

    /// <summary>MiB that are resident now (VmRSS), or were at most (VmHWM).</summary>
    public double Memory(string field) =>
        long.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024.0;

    /// <summary>Asks it to stop, as a container engine does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null) return;
        if (Address().Match(line) is { Success: true } address) _address.TrySetResult(new Uri(address.Value));
        else if (!Harmless().IsMatch(line)) _complaints.Enqueue(line);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex("\"?(Information|info)\"?", RegexOptions.IgnoreCase)]
    private static partial Regex Harmless();
}
