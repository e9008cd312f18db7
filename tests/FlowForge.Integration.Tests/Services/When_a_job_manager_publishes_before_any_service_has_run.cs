using System.Globalization;
using System.Text.Json;
using FlowForge.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace FlowForge.Integration.Tests;

public sealed class When_a_job_manager_publishes_before_any_service_has_run(DevServers servers)
{
    private const int Jobs = 200;
    private static readonly JobOutcome[] Outcomes = [JobOutcome.Succeeded, JobOutcome.Failed, JobOutcome.Terminated];

    [Fact]
    public async Task Should_lose_nothing()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        await system.Broker.PublishAsync("flowforge.job-started", Enumerable.Range(0, Jobs).Select(number => Event(number, "startedAt")));
        await system.Broker.PublishAsync("flowforge.job-finished", Enumerable.Range(0, Jobs).Select(number => Event(number, "finishedAt", $""","outcome":"{OutcomeOf(number).ToString().ToLowerInvariant()}","exitCode":{number % 3}""")));
        Assert.Equal((uint)Jobs, await system.Broker.WaitingAsync("lifecycle-job-started"));
        Assert.Equal((uint)Jobs, await system.Broker.WaitingAsync("lifecycle-job-finished"));

        await system.AddAsync("Lifecycle", 1);
        await system.ReadyAsync();
        for (var number = 0; number < Jobs; number++)
        {
            var job = await system.SeeAsync(NameOf(number), job => job.IsFinished, "has not ended", TimeSpan.FromMinutes(2));
            Assert.Equal(OutcomeOf(number), job.Outcome);
            Assert.Equal(number % 3, job.ExitCode);
        }

        Assert.Equal(0u, await system.Broker.WaitingAsync("flowforge.unroutable"));
        Assert.Equal(0u, await system.Broker.WaitingAsync("lifecycle-job-started_error"));
        Assert.Equal(0u, await system.Broker.WaitingAsync("lifecycle-job-finished_error"));
    }

    [Fact]
    public async Task Should_keep_what_cannot_be_routed_and_say_that_a_person_has_to_look()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        await system.AddAsync("Lifecycle", 1);
        await system.ReadyAsync();
        // As a newer job manager would, which knows an event that nobody here reads.
        await using (var connection = await system.Broker.ConnectAsync())
        await using (var channel = await connection.CreateChannelAsync())
            await channel.ExchangeDeclareAsync("flowforge.job-teleported", ExchangeType.Fanout, durable: true);
        await system.Broker.PublishAsync("flowforge.job-teleported", """{"jobId":"kept"}""", user: null);

        Assert.Equal("""{"jobId":"kept"}""", Assert.Single(await system.Broker.ReadAsync("flowforge.unroutable")).Text);
        await Testing.Eventually.IsTrueAsync(async () => (await system.Broker.MessagesAsync()).ContainsKey("flowforge.unroutable"), "the management API does not show it");
        var (exitCode, output) = await system.CommandAsync("topology", "status");
        Assert.Equal(1, exitCode);
        Assert.Matches("flowforge.unroutable.*a person has to look", output);
        // Who consumes is a statistic too.
        Dictionary<string, JsonElement> queues = [];
        await Testing.Eventually.IsTrueAsync(async () =>
        {
            var (jsonCode, json) = await system.CommandAsync("topology", "status", "--output", "json");
            Assert.Equal(1, jsonCode);
            queues = JsonDocument.Parse(json).RootElement.EnumerateArray().ToDictionary(queue => queue.GetProperty("name").GetString()!);
            return !queues["lifecycle-job-started"].TryGetProperty("problem", out _);
        }, "the management API does not show who consumes");
        Assert.Equal(1, queues["flowforge.unroutable"].GetProperty("ready").GetInt32());
        Assert.Equal("a person has to look", queues["flowforge.unroutable"].GetProperty("problem").GetString());
        Assert.Equal("nobody consumes", queues["scheduler"].GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Should_be_told_at_once_where_the_topology_is_not_deployed()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        var refusal = await Assert.ThrowsAnyAsync<OperationInterruptedException>(() => system.Broker.PublishAsync("flowforge.job-typo", "{}", user: null));
        Assert.Equal(404, (int?)refusal.ShutdownReason?.ReplyCode);
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"early-{number}");

    private static JobOutcome OutcomeOf(int number) => Outcomes[number % Outcomes.Length];

    private static PlainMessage Event(int number, string timeField, string rest = "") =>
        new($$"""{"jobId":"{{NameOf(number)}}","{{timeField}}":"{{TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)}}"{{rest}}}""");
}
