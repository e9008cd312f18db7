using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Standalone.Tests;

/// <summary>A real server in a process of its own, on a folder of its own. Disposing it ends its jobs too.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _log = [];
    private readonly string? _config;
    private Process? _process;

    private ServerProcess(string? config) => _config = config;

    public string Data => Path.Combine(_folder.Path, "data");
    public string Url { get; private set; } = "";
    public string Log { get { lock (_log) return string.Join('\n', _log); } }
    public HttpClient Http { get; } = new();

    /// <summary>Is in the command line of every process of this server's jobs.</summary>
    public string Tag { get; } = $"flowforge-test-{Environment.ProcessId}-{TimeProvider.System.GetTimestamp()}";

    public static async Task<ServerProcess> StartAsync(string? config = null)
    {
        var server = new ServerProcess(config);
        if (config is not null) File.WriteAllText(server.ConfigFile, config);
        await server.StartAgainAsync();
        return server;
    }

    public string ConfigFile => Path.Combine(_folder.Path, "flowforge.json");

    public async Task StartAgainAsync()
    {
        string[] configuration = _config is null ? [] : ["--config", ConfigFile];
        _process = FlowForgeCommand.Start(["serve", "--data", Data, "--urls", "http://127.0.0.1:0", .. configuration]);
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) ready.TrySetException(new InvalidOperationException($"the server ended: {Log}"));
            else Note(line.Data);
            if (line.Data?.StartsWith("FlowForge.Events serves ", StringComparison.Ordinal) == true) ready.TrySetResult(line.Data.Split(' ')[2].TrimEnd(','));
        };
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Url = await ready.Task.WaitAsync(TimeSpan.FromMinutes(2));
        void Note(string? line)
        {
            lock (_log) _log.Add(line ?? "");
        }
    }

    /// <summary>kill -9: no warning, no clean-up.</summary>
    public async Task CrashAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async Task SubmitAsync(string id, string script, string timeout, string grace = "2s", string retention = "1h", int attempts = 1)
    {
        var request = new JobRequest { JobId = id, Command = ["/bin/sh", "-c", script, Tag], Timeout = timeout, GracePeriod = grace, Retention = retention, AttemptLimit = attempts };
        using var response = await Http.PostAsJsonAsync($"{Url}/api/jobs", request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(Url + path);

    /// <summary>Waits until the job's own view fits.</summary>
    public async Task<JsonElement> SeeJobAsync(string id, Func<JsonElement, bool> fits, string what, TimeSpan? within = null)
    {
        JsonElement job = default;
        await Eventually.IsTrueAsync(async () =>
        {
            using var response = await Http.GetAsync($"{Url}/api/jobs/{id}");
            if (!response.IsSuccessStatusCode) return false;
            job = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job");
            return fits(job);
        }, $"{id}: {what}", within);
        return job;
    }

    public async Task<IReadOnlyList<JsonElement>> AuditAsync(string query) => [.. (await GetAsync("/api/audit?" + query)).GetProperty("entries").EnumerateArray()];

    /// <summary>Waits until the audit has such an entry.</summary>
    public Task SeeAuditAsync(string query) =>
        Eventually.IsTrueAsync(async () => (await AuditAsync(query)).Count > 0, $"the audit has no {query}");

    /// <summary>Processes of this server's jobs that the operating system still knows.</summary>
    public IReadOnlyList<string> Survivors() =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(CommandLine).Where(line => line.Contains(Tag, StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        // What the test left running, jobs and their supervisors, is ended by process id.
        if (_process is not null) await CrashAsync();
        foreach (var pid in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)))
        {
            var line = CommandLine("/proc/" + pid);
            if (!line.Contains(Tag, StringComparison.Ordinal) && !line.Contains(_folder.Path, StringComparison.Ordinal)) continue;
            try
            {
                using var process = Process.GetProcessById(int.Parse(pid!, System.Globalization.CultureInfo.InvariantCulture));
                process.Kill();
                await process.WaitForExitAsync();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // It ended by itself.
            }
        }

        Http.Dispose();
        _folder.Dispose();
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
