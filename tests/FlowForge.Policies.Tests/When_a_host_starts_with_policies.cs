using FlowForge.Configuration;
using FlowForge.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlowForge.Policies.Tests;

public sealed class When_a_host_starts_with_policies : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_refuse_to_start_with_a_bad_file_and_say_why()
    {
        File.WriteAllText(_folder["p.json"], """{ "policies": { "global": { "timeout": "90", "gracePeriod": "x" } } }""");
        using var host = Build(_folder["p.json"]);

        var refused = await Assert.ThrowsAsync<PolicyFileException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(2, refused.Errors.Count);
        Assert.Contains(_folder["p.json"], refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_to_start_without_the_file_it_was_given()
    {
        using var host = Build(_folder["missing.json"]);

        var refused = await Assert.ThrowsAsync<PolicyFileException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("missing.json cannot be read", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_run_on_the_defaults_where_no_file_is_named()
    {
        using var host = Build(null);
        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromHours(2), host.Services.GetRequiredService<IPolicies>().Resolve(new PolicyRequest()).Timeout);
        Assert.True(await host.Services.GetRequiredService<PolicyFile>().ReloadAsync(TestContext.Current.CancellationToken));

        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IHost Build(string? file)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPolicies(file).AddPolicies(file);
        return builder.Build();
    }
}
