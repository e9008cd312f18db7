using System.Diagnostics;
using FlowForge.Configuration;
using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.Logging;

namespace FlowForge.Policies.Tests;

public sealed class When_the_file_changes : IDisposable
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private readonly TempFolder _folder = new();
    private readonly LogLines<PolicyFile> _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_use_it_without_a_restart()
    {
        await using var running = await StartAsync(Write("policies.json", Text("1h")));
        Assert.Equal(TimeSpan.FromHours(1), Timeout(running));

        Write("policies.json", Text("3h"));

        await Eventually.IsTrueAsync(() => Timeout(running) == TimeSpan.FromHours(3), "the new limit does not count");
        Assert.Null(running.File.LastReloadError);
    }

    [Fact]
    public async Task Should_notice_that_an_editor_replaced_it()
    {
        await using var running = await StartAsync(Write("policies.json", Text("1h")));

        File.Move(Write("policies.json~", Text("3h")), _folder["policies.json"], overwrite: true);

        await Eventually.IsTrueAsync(() => Timeout(running) == TimeSpan.FromHours(3), "the new limit does not count");
    }

    [Fact]
    public async Task Should_notice_that_kubernetes_swapped_the_link()
    {
        Directory.CreateDirectory(_folder["..one"]);
        Directory.CreateDirectory(_folder["..two"]);
        Write("..one/policies.json", Text("1h"));
        Write("..two/policies.json", Text("3h"));
        Directory.CreateSymbolicLink(_folder["..data"], "..one");
        File.CreateSymbolicLink(_folder["policies.json"], "..data/policies.json");
        await using var running = await StartAsync(_folder["policies.json"]);
        Assert.Equal(TimeSpan.FromHours(1), Timeout(running));

        Directory.CreateSymbolicLink(_folder["..data_tmp"], "..two");
        // File.Move refuses a link to a folder; the kubelet uses rename(2), and so does mv.
        using var swap = Process.Start("mv", ["-T", _folder["..data_tmp"], _folder["..data"]]);
        await swap.WaitForExitAsync(Cancelled);

        await Eventually.IsTrueAsync(() => Timeout(running) == TimeSpan.FromHours(3), "the new limit does not count");
    }

    [Fact]
    public async Task Should_keep_what_is_in_force_where_it_turned_bad_and_recover()
    {
        await using var running = await StartAsync(Write("policies.json", Text("1h")));

        Write("policies.json", Text("soon"));
        await Eventually.IsTrueAsync(() => running.File.LastReloadError is not null, "it was not refused");

        Assert.Equal(TimeSpan.FromHours(1), Timeout(running));
        Assert.Contains("$.policies.global.timeout: 'soon' is not a duration", running.File.LastReloadError, StringComparison.Ordinal);
        Assert.Contains(_log.Of(LogLevel.Error), line => line.Contains("'soon' is not a duration", StringComparison.Ordinal));
        Assert.False(await running.File.ReloadAsync(Cancelled));
        Assert.Single(_log.Of(LogLevel.Error));

        Write("policies.json", Text("3h"));
        await Eventually.IsTrueAsync(() => Timeout(running) == TimeSpan.FromHours(3), "the new limit does not count");
        Assert.Null(running.File.LastReloadError);
    }

    [Fact]
    public async Task Should_keep_what_is_in_force_where_it_vanished()
    {
        await using var running = await StartAsync(Write("policies.json", Text("1h")));

        File.Delete(_folder["policies.json"]);
        await Eventually.IsTrueAsync(() => running.File.LastReloadError is not null, "it was not refused");

        Assert.Equal(TimeSpan.FromHours(1), Timeout(running));
        Assert.Contains("cannot be read", running.File.LastReloadError, StringComparison.Ordinal);
        Assert.False(await running.File.ReloadAsync(Cancelled));
        Assert.Single(_log.Of(LogLevel.Error));

        Write("policies.json", Text("1h"));
        await Eventually.IsTrueAsync(() => running.File.LastReloadError is null, "it is refused still");
    }

    [Fact]
    public async Task Should_refuse_it_whole_where_another_section_is_bad()
    {
        using var file = new PolicyFile(Write("policies.json", Text("1h")), [new RefusingHooks()], TimeProvider.System, _log);
        Assert.Equal(TimeSpan.FromHours(1), file.Resolve(new PolicyRequest()).Timeout);

        Write("policies.json", """{ "policies": { "global": { "timeout": "3h" } }, "hooks": [] }""");

        Assert.False(await file.ReloadAsync(Cancelled));
        Assert.Equal(TimeSpan.FromHours(1), file.Resolve(new PolicyRequest()).Timeout);
        Assert.Contains("$.hooks: not today", file.LastReloadError, StringComparison.Ordinal);
    }

    private static string Text(string timeout) => $$"""{ "policies": { "global": { "timeout": "{{timeout}}" } } }""";

    private static TimeSpan Timeout(Running running) => running.File.Resolve(new PolicyRequest()).Timeout;

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    private async Task<Running> StartAsync(string path)
    {
        var file = new PolicyFile(path, [new PolicySection()], TimeProvider.System, _log);
        await file.StartingAsync(Cancelled);
        return new Running(file);
    }

    private sealed record Running(PolicyFile File) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await File.StopAsync(CancellationToken.None);
            File.Dispose();
        }
    }

    private sealed class RefusingHooks : IConfigSection
    {
        public string Key => "hooks";

        public void Validate(ConfigNode? section) => section?.Report("not today");
    }
}
