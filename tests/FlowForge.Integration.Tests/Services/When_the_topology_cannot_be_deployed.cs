using FlowForge.Testing;

namespace FlowForge.Integration.Tests;

public sealed class When_the_topology_cannot_be_deployed(DeployedSystem shared, DevServers servers) : IClassFixture<DeployedSystem>
{
    private const string Secret = "s3cret-of-somebody";

    [Fact]
    public async Task Should_say_that_the_broker_does_not_take_the_password()
    {
        var system = await shared.SystemAsync();
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "password");
        await File.WriteAllTextAsync(file, Secret + "\n");
        await RefusedAsync(1, "does not let this user do that (401)", [], "--management", $"{await servers.ManagementAsync()}", "--vhost", system.Name, "--password-file", file);
        await RefusedAsync(1, "does not let this user do that (401)", new() { ["FLOWFORGE_RABBITMQ_PASSWORD"] = Secret }, "--management", $"{await servers.ManagementAsync()}", "--vhost", system.Name);
    }

    [Fact]
    public async Task Should_say_that_nobody_answers() =>
        await RefusedAsync(3, "No management API answers at http://127.0.0.1:1/", new() { ["FLOWFORGE_RABBITMQ_PASSWORD"] = Secret }, "--management", "http://127.0.0.1:1");

    [Fact]
    public async Task Should_say_that_the_address_is_none() =>
        await RefusedAsync(2, "--management '127.0.0.1:15672' is not an address", [], "--management", "127.0.0.1:15672");

    [Fact]
    public async Task Should_say_that_a_folder_or_file_is_missing()
    {
        await RefusedAsync(2, "the folder '/nowhere/passwords' does not exist", [], "--passwords", "/nowhere/passwords");
        await RefusedAsync(2, "--password-file: Could not find", [], "--password-file", "/nowhere/password");
    }

    [Fact]
    public async Task Should_say_which_password_is_empty_and_deploy_nothing()
    {
        var nowhere = $"{(await shared.SystemAsync()).Name}-not";
        using var folder = new TempFolder();
        // The first user's is good, and the one that all tests know, in case that it is set after all.
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "lifecycle"), FlowForgeSystem.PasswordOf("lifecycle"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "subscriber"), "\n");
        await RefusedAsync(2, "subscriber is empty", [], "--management", $"{await servers.ManagementAsync()}", "--vhost", nowhere, "--passwords", folder.Path);
        var status = await ToolRun.FlowForgeAsync("topology", "status", "--management", $"{await servers.ManagementAsync()}", "--vhost", nowhere);
        Assert.Equal(4, status.ExitCode);
    }

    [Fact]
    public async Task Should_say_that_nothing_is_deployed_where_the_status_is_asked_for()
    {
        var status = await ToolRun.FlowForgeAsync("topology", "status", "--management", $"{await servers.ManagementAsync()}", "--vhost", "no-such-host");
        Assert.Equal(4, status.ExitCode);
        Assert.Contains("'flowforge topology deploy' does it", status.Errors, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(int exitCode, string says, Dictionary<string, string> environment, params string[] arguments)
    {
        var run = await ToolRun.FlowForgeAsync(environment, ["topology", "deploy", .. arguments]);
        Assert.True(run.ExitCode == exitCode, $"it ended with {run.ExitCode}: {run.Output}{run.Errors}");
        Assert.Contains(says, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Trim().Split('\n'));
        Assert.DoesNotContain(Secret, run.Output + run.Errors, StringComparison.Ordinal);
    }
}
