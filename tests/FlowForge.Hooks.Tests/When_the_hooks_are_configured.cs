using FlowForge.Configuration;
using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Hooks.Tests;

public class When_the_hooks_are_configured
{
    private const string Known = "known are name, stage, command, webhook, timeout, retries, retryDelay, organization, jobType, headersFile";

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "{}", "$.hooks", "an object has the wrong type; write a list" },
        { "[ 5 ]", "$.hooks[0]", "5 has the wrong type; write an object" },
        { """[ { "stage": "failed", "command": ["x"] } ]""", "$.hooks[0]", "'name' is missing" },
        { """[ { "name": "a", "command": ["x"] } ]""", "$.hooks[0]", "'stage' is missing" },
        { """[ { "name": "a", "stage": "failed" } ]""", "$.hooks[0]", "needs exactly one of command and webhook" },
        { """[ { "name": "a", "stage": "failed", "command": ["x"], "webhook": "https://x" } ]""", "$.hooks[0]", "needs exactly one of command and webhook" },
        { """[ { "name": "a", "stage": "failed", "command": ["x"], "headersFile": "/x" } ]""", "$.hooks[0]", "headersFile belongs to a webhook" },
        { """[ { "name": "A b", "stage": "failed", "command": ["x"] } ]""", "$.hooks[0].name", "'A b' may hold only" },
        { """[ { "name": "a", "stage": "prestart", "command": ["x"] } ]""", "$.hooks[0].stage", "'prestart' is unknown, did you mean 'pre_start'; allowed are pre_start, running" },
        { """[ { "name": "a", "stage": "failed", "command": "s3cr3t" } ]""", "$.hooks[0].command", "has the wrong type; write a list of the program and its arguments" },
        { """[ { "name": "a", "stage": "failed", "command": [] } ]""", "$.hooks[0].command", "is empty" },
        { """[ { "name": "a", "stage": "failed", "command": [""] } ]""", "$.hooks[0].command[0]", "is empty" },
        { """[ { "name": "a", "stage": "failed", "command": ["x", 5] } ]""", "$.hooks[0].command[1]", "5 has the wrong type" },
        { """[ { "name": "a", "stage": "failed", "command": ["x", "s3cr3t\u0000"] } ]""", "$.hooks[0].command[1]", "NUL" },
        { """[ { "name": "a", "stage": "failed", "webhook": "ftp://s3cr3t" } ]""", "$.hooks[0].webhook", "is no http or https URL" },
        { """[ { "name": "a", "stage": "failed", "webhook": "/s3cr3t" } ]""", "$.hooks[0].webhook", "is no http or https URL" },
        { """[ { "name": "a", "stage": "failed", "webhook": "https://me:s3cr3t@example.org/" } ]""", "$.hooks[0].webhook", "holds a user name or password" },
        { """[ { "name": "a", "stage": "failed", "webhook": "https://x", "headersFile": "headers" } ]""", "$.hooks[0].headersFile", "is no absolute path" },
        { """[ { "name": "a", "stage": "failed", "command": ["x"], "timeout": "10" } ]""", "$.hooks[0].timeout", "'10' is not a duration" },
        { """[ { "name": "a", "stage": "failed", "command": ["x"], "retryDelay": "0s" } ]""", "$.hooks[0].retryDelay", "'0s' is zero" },
        { """[ { "name": "a", "stage": "failed", "command": ["x"], "retries": 11 } ]""", "$.hooks[0].retries", "11 is not allowed; write a whole number from 0 to 10" },
        { """[ { "name": "a", "stage": "failed", "command": ["x"], "retries": 1.5 } ]""", "$.hooks[0].retries", "1.5 is not allowed" },
        { """[ { "name": "a", "stage": "failed", "command": ["x"], "retries": "2" } ]""", "$.hooks[0].retries", "wrong type; write a number from 0 to 10" },
        { """[ { "name": "a", "stage": "failed", "command": ["x"], "organization": "../x" } ]""", "$.hooks[0].organization", "'../x' may hold only" },
        { """[ { "name": "a", "stage": "failed", "command": ["x"], "jobType": "a.b" } ]""", "$.hooks[0].jobType", "may not hold a '.'" },
        { """[ { "name": "a", "stage": "failed", "command": ["x"], "retrydelay": "1s" } ]""", "$.hooks[0].retrydelay", $"unknown key 'retrydelay', did you mean 'retryDelay'; {Known}" },
        { """[ { "name": "a", "stage": "failed", "command": ["x"] }, { "name": "a", "stage": "failed", "command": ["y"] } ]""", "$.hooks[1]", "the name 'a' is taken by another hook of stage failed" },
        { """[ { "name": "code", "stage": "failed", "command": ["x"] } ]""", "$.hooks[0]", "the name 'code' is taken by another hook of stage failed" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Should_say_what_is_wrong_and_tell_no_secret(string hooks, string path, string problem)
    {
        var refused = Assert.Throws<PolicyFileException>(() => Read(hooks));

        var error = Assert.Single(refused.Errors);
        Assert.Equal(path, error.Path);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_read_every_key()
    {
        var hooks = Read("""
            [
              { "name": "save", "stage": "terminating", "command": ["/usr/bin/save", "", "--all"], "timeout": "10s", "retries": 0, "retryDelay": "5s", "organization": "acme", "jobType": "build" },
              { "name": "save", "stage": "failed", "webhook": "https://example.org/hook?x=1", "headersFile": "/run/secrets/headers" },
            ]
            """);

        Assert.Equal(["/usr/bin/save", "", "--all"], hooks[0].Command);
        Assert.Equal((LifecycleStage.Terminating, "acme", "build"), (hooks[0].Stage, hooks[0].Organization, hooks[0].JobType));
        Assert.Equal(new HookLimits(TimeSpan.FromSeconds(10), 0, TimeSpan.FromSeconds(5)), hooks[0].Limits);
        Assert.Equal((new Uri("https://example.org/hook?x=1"), "/run/secrets/headers", HookLimits.Default), (hooks[1].Webhook!, hooks[1].HeadersFile, hooks[1].Limits));
    }

    [Fact]
    public async Task Should_refuse_the_whole_file_for_the_policies_too()
    {
        using var bench = new Bench();
        var policies = bench.Services.GetRequiredService<PolicyFile>();
        var hooks = bench.Services.GetRequiredService<HookFile>();
        Assert.Empty(hooks.Current);
        Assert.Equal(TimeSpan.FromHours(2), policies.Resolve(new PolicyRequest()).Timeout);

        await File.WriteAllTextAsync(bench["policies.json"], """{ "policies": { "global": { "timeout": "1h" } }, "hooks": [ {} ] }""", TestContext.Current.CancellationToken);
        Assert.False(await policies.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.False(await hooks.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.FromHours(2), policies.Resolve(new PolicyRequest()).Timeout);

        await File.WriteAllTextAsync(
            bench["policies.json"],
            """{ "policies": { "global": { "timeout": "1h" } }, "hooks": [ { "name": "a", "stage": "failed", "command": ["true"] } ] }""",
            TestContext.Current.CancellationToken);
        Assert.True(await policies.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.True(await hooks.ReloadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.FromHours(1), policies.Resolve(new PolicyRequest()).Timeout);
        Assert.Equal("a", Assert.Single((await bench.EnterAsync()).Executed).Hook);
    }

    private static IReadOnlyList<ConfiguredHook> Read(string hooks) => PolicyFileReader.Read(
        $$"""{ "hooks": {{hooks}} }""",
        new HookSection(() => [new CodeHook("code", LifecycleStage.Failed, (_, _) => Task.CompletedTask)]));
}
