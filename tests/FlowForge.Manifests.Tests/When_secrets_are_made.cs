using System.Diagnostics;
using System.Runtime.Versioning;

namespace FlowForge.Manifests.Tests;

/// <summary>The script is run for real, with a kubectl that notes what it is told.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class When_secrets_are_made : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder _temp = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private string Secrets => Path.Combine(_temp.Path, "secrets");
    private string Notes => Path.Combine(_temp.Path, "notes");

    [Fact]
    public async Task Should_each_service_get_its_own_user_and_password()
    {
        await MakeAsync();

        var notes = await File.ReadAllLinesAsync(Notes, Cancel);
        Assert.All(Manifests.Services, service => Assert.Contains($"create secret generic {service} --from-literal=rabbitMq__username={UserOf(service)} --from-file=rabbitMq__password=users/{UserOf(service)}{UndoKeyOf(service)} --namespace flowforge --dry-run=client --output yaml", notes));
        Assert.Equal(Manifests.Services.Count, Manifests.Services.Select(service => File.ReadAllText(Path.Combine(Secrets, "users", UserOf(service)))).Distinct().Count());
    }

    [Fact]
    public async Task Should_the_database_go_to_all_if_its_address_is_there()
    {
        Directory.CreateDirectory(Secrets);
        await File.WriteAllTextAsync(Path.Combine(Secrets, "mongoDb__connectionString"), "mongodb://database/", Cancel);

        await MakeAsync();

        var notes = (await File.ReadAllLinesAsync(Notes, Cancel)).Where(line => line.Contains("rabbitMq__username", StringComparison.Ordinal)).ToList();
        Assert.Equal(Manifests.Services.Count, notes.Count);
        Assert.All(notes, line => Assert.Contains("--from-file=mongoDb__connectionString ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_what_is_there_be_kept()
    {
        await MakeAsync();
        var first = await File.ReadAllTextAsync(Path.Combine(Secrets, "users", "timeouts"), Cancel);
        await MakeAsync();

        Assert.Equal(32, first.Length);
        Assert.Equal(first, await File.ReadAllTextAsync(Path.Combine(Secrets, "users", "timeouts"), Cancel));
    }

    [Fact]
    public async Task Should_nobody_else_read_them()
    {
        await MakeAsync();

        Assert.All(Directory.EnumerateFiles(Secrets, "*", SearchOption.AllDirectories), file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
        Assert.DoesNotContain(await File.ReadAllTextAsync(Path.Combine(Secrets, "admin"), Cancel), await File.ReadAllTextAsync(Notes, Cancel), StringComparison.Ordinal);
    }

    public void Dispose() => _temp.Dispose();

    /// <summary>The user job-manager is for job managers of others.</summary>
    private static string UserOf(string service) => service == "job-manager" ? "local-job-manager" : service;

    /// <summary>The service that removes secrets seals what it keeps of them; nobody else can open it.</summary>
    private static string UndoKeyOf(string service) => service == "orphans" ? " --from-file=kubernetes__undoKey" : "";

    private async Task MakeAsync()
    {
        var tool = Path.Combine(_temp.Path, "kubectl");
        await File.WriteAllTextAsync(tool, $"#!/bin/sh\necho \"$*\" >> '{Notes}'\ncase $* in apply*--filename*) cat > /dev/null ;; esac\n", Cancel);
        File.SetUnixFileMode(tool, OwnerOnly | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo("sh", [Path.Combine(Manifests.Folder, "secrets.sh"), Secrets]) { RedirectStandardError = true };
        start.Environment["PATH"] = $"{_temp.Path}{Path.PathSeparator}{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, errors);
    }
}
