using System.Diagnostics;
using System.Globalization;
using FlowForge.Testing;

namespace FlowForge.Integration.Tests;

/// <summary>One replica of one service, in a process of its own, as it is deployed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _program;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly List<string> _log = [];
    private Process? _process;

    public ServiceProcess(string program, string replica, IReadOnlyDictionary<string, string> settings)
    {
        (_program, Replica) = (program, replica);
        Url = $"http://127.0.0.1:{FreePort.Next()}";
        // What a test says of them itself wins.
        var all = new Dictionary<string, string> { ["URLS"] = Url, ["REPLICA"] = replica };
        foreach (var (key, value) in settings) all[key] = value;
        _settings = all;
    }

    public string Replica { get; }
    public string Url { get; }
    public string Log { get { lock (_log) return string.Join('\n', _log); } }
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Neither killed nor stopped by the test.</summary>
    public bool HasEndedByItself => _process is { HasExited: true };

    /// <summary>Somebody starts it again when it has ended by itself, so its end is no failure.</summary>
    public bool IsKept { get; set; }

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, _program + ".dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in _settings) start.Environment["FLOWFORGE__" + key] = value;
        // Its debugger pipes would stay behind in the temporary folder when it is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Until broker and database are connected and the consumers listen.</summary>
    public async Task ReadyAsync(HttpClient http)
    {
        var last = "it was never asked";
        try
        {
            await Eventually.IsTrueAsync(async () =>
            {
                if (!IsRunning && !IsKept) throw new InvalidOperationException($"{Replica} ended: {Log}");
                try
                {
                    using var answer = await http.GetAsync(Url + "/health/ready");
                    last = await answer.Content.ReadAsStringAsync();
                    return answer.IsSuccessStatusCode;
                }
                catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
                {
                    last = e.Message;
                    return false;
                }
            }, "it is not ready", Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{Replica}: {e.Message}; its last answer: {last}; its log: {Log}", e);
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>SIGTERM, as an orchestrator sends it; returns the exit code.</summary>
    public Task<int> StopAsync()
    {
        Signal("TERM");
        return EndAsync();
    }

    /// <summary>Waits until it ends by itself; returns the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var process = _process!;
        _process = null;
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{Replica} has not ended within {Patience}: {Log}");
        }
    }

    /// <summary>SIGSTOP: it stands still, with its connections open, as behind a cut network.</summary>
    public void Pause() => Signal("STOP");

    public void Resume() => Signal("CONT");

    public async ValueTask DisposeAsync() => await KillAsync();

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private void Note(string? line)
    {
        if (line is null) return;
        lock (_log)
        {
            if (_log.Count > 2_000) _log.RemoveRange(0, 1_000);
            _log.Add(line);
        }
    }
}
