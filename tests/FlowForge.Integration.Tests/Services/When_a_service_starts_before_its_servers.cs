using System.Globalization;
using System.Net;
using System.Text.Json;
using FlowForge.Integration.Tests.Storage;
using FlowForge.Testing;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests;

/// <summary>Broker and database are behind gates that are shut at first; then the database goes away again with a message in hand.</summary>
public sealed class When_a_service_starts_before_its_servers(DevServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("Lifecycle")]
    [InlineData("Scheduler")]
    [InlineData("Timeouts")]
    [InlineData("Cleanup")]
    [InlineData("Audit")]
    [InlineData("Api")]
    public async Task Should_be_alive_say_what_is_missing_and_be_ready_when_it_comes(string service)
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        using var broker = Gate(await servers.AmqpAsync());
        using var database = Gate(new Uri($"mongodb://{MongoUrl.Create(await servers.MongoAsync()).Server}"));
        var process = await system.AddAsync(service, 1, Behind(system, broker, database));
        await Eventually.IsTrueAsync(async () => await AskAsync(system, process, "live") is (HttpStatusCode.OK, _), $"it is not alive: {process.Log}", Patience);
        await Eventually.IsTrueAsync(async () => await AskAsync(system, process, "ready") is (HttpStatusCode.ServiceUnavailable, { } answer) && NamesBoth(answer), $"it does not say what is missing: {process.Log}", Patience);

        database.Open();
        await Eventually.IsTrueAsync(async () => await AskAsync(system, process, "ready") is (HttpStatusCode.ServiceUnavailable, { } answer)
            && answer.RootElement.GetProperty("checks").GetProperty("store").GetString() == "Healthy"
            && answer.RootElement.GetProperty("checks").GetProperty("indexes").GetString() == "Healthy", "it does not see that the database is there", Patience);
        broker.Open();
        await process.ReadyAsync(system.Http);
        broker.Dispose();
        await Eventually.IsTrueAsync(async () => await AskAsync(system, process, "ready") is (HttpStatusCode.ServiceUnavailable, _), $"it is ready without a broker: {process.Log}", Patience);
        broker.Open();
        await process.ReadyAsync(system.Http);
        Assert.Equal(0, await process.StopAsync());
        Assert.DoesNotContain(FlowForgeSystem.PasswordOf(service.ToLowerInvariant()), process.Log, StringComparison.Ordinal);
    }

    /// <summary>It could never be let in again without a restart, and whoever runs it restarts it.</summary>
    [Theory]
    [InlineData("Lifecycle")]
    [InlineData("Api")]
    public async Task Should_end_with_the_reason_when_the_broker_does_not_let_it_in(string service)
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        var process = await system.AddAsync(service, 1, new Dictionary<string, string> { ["RABBITMQ__PASSWORD"] = "s3cret" });
        Assert.Equal(1, await process.EndAsync());
        Assert.Contains($"the broker refused the user '{service.ToLowerInvariant()}'", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_give_back_what_it_cannot_finish_when_it_is_stopped_while_the_database_is_away()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        using var broker = Gate(await servers.AmqpAsync());
        using var database = Gate(new Uri($"mongodb://{MongoUrl.Create(await servers.MongoAsync()).Server}"));
        broker.Open();
        database.Open();
        var process = await system.AddAsync("Lifecycle", 1, new Dictionary<string, string>(Behind(system, broker, database)) { ["SHUTDOWNTIMEOUT"] = "5s" });
        await process.ReadyAsync(system.Http);
        database.Dispose();
        await system.Broker.PublishAsync("flowforge.job-started", $$"""{"jobId":"in-hand","startedAt":"{{TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)}}"}""");
        await Eventually.IsTrueAsync(async () => await system.Broker.WaitingAsync("lifecycle-job-started") == 0, "it is not taken", Patience);
        await process.StopAsync();
        await Eventually.IsTrueAsync(async () => await system.Broker.WaitingAsync("lifecycle-job-started") == 1, "it was not given back", Patience);
        Assert.Equal(0u, await system.Broker.WaitingAsync("lifecycle-job-started_error"));

        await system.AddAsync("Lifecycle", 2);
        await system.SeeAsync("in-hand", job => job.IsRunning, "is not known", Patience);
    }

    private static TcpGate Gate(Uri server) => new(server.Host, server.Port);

    private static Dictionary<string, string> Behind(FlowForgeSystem system, TcpGate broker, TcpGate database) => new()
    {
        ["RABBITMQ__URL"] = $"amqp://127.0.0.1:{broker.Port}/{system.Name}",
        ["MONGODB__CONNECTIONSTRING"] = $"mongodb://127.0.0.1:{database.Port}",
        ["MONGODB__SERVERSELECTIONTIMEOUT"] = "1s",
    };

    private static bool NamesBoth(JsonDocument answer)
    {
        var checks = answer.RootElement.GetProperty("checks").EnumerateObject().ToDictionary(check => check.Name, check => check.Value.GetString());
        return checks.Any(check => check.Key.Contains("masstransit", StringComparison.Ordinal) && check.Value != "Healthy") && checks["store"] != "Healthy" && checks["indexes"]!.Contains("cannot be reached", StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, JsonDocument Answer)?> AskAsync(FlowForgeSystem system, ServiceProcess process, string what)
    {
        if (!process.IsRunning) throw new InvalidOperationException($"{process.Replica} ended: {process.Log}");
        try
        {
            using var answer = await system.Http.GetAsync($"{process.Url}/health/{what}");
            return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
