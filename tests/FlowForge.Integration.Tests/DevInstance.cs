namespace FlowForge.Integration.Tests;

/// <summary>One instance of infra/dev's servers. A kind starts when it is first asked for; disposal leaves no process and no file.</summary>
internal sealed class DevInstance(string name) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, string> _addresses = [];
    private readonly Dictionary<string, ServersMissingException> _missing = [];

    public bool IsStarted => _addresses.Count > 0;

    public async Task<string> AddressAsync(string kind, string key)
    {
        await _one.WaitAsync();
        try
        {
            // What cannot be had is asked for once: the next hundred tests need not wait for the same answer.
            if (_missing.TryGetValue(kind, out var known)) throw known;
            if (!_addresses.ContainsKey(key)) await StartAsync(kind);
            return _addresses[key];
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task ControlAsync(string verb, string server)
    {
        await _one.WaitAsync();
        try
        {
            (await DevScript.RunAsync("server.sh", "--instance", name, verb, server)).MustSucceed();
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        (await DevScript.RunAsync("down.sh", "--instance", name, "--wipe")).MustSucceed();
        _one.Dispose();
    }

    private async Task StartAsync(string kind)
    {
        // The owner lets the next run clean up after one that was killed.
        var up = await DevScript.RunAsync("up.sh", "--instance", name, "--owner", $"{Environment.ProcessId}", kind);
        if (up.ServersMissing) throw _missing[kind] = new ServersMissingException(up.LastError);
        foreach (var (key, value) in up.MustSucceed().Values) _addresses[key] = value;
    }
}
