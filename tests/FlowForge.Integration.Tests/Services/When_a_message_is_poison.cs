using System.Globalization;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Integration.Tests;

public sealed class When_a_message_is_poison(PoisonedSystem shared) : IClassFixture<PoisonedSystem>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Should_set_every_kind_of_bad_start_aside_with_its_reason_once_and_handle_the_good_ones_between()
    {
        var system = await shared.SystemAsync();
        await SetAsideAsync(system, "job-started", PoisonMessages.Started("started"), index => Start($"started-{index}"));
        for (var index = 0; index < 3; index++) await system.SeeAsync($"started-{index}", job => job.IsRunning, "is not known");
        Assert.Null(await system.Registry.FindAsync(JobId.Parse("poison")));
    }

    [Fact]
    public async Task Should_set_bad_heartbeats_aside_alone_and_take_the_good_ones_of_their_batch()
    {
        var system = await shared.SystemAsync();
        await system.Broker.PublishAsync("flowforge.job-started", Enumerable.Range(0, 3).Select(index => Start($"beating-{index}")));
        for (var index = 0; index < 3; index++) await system.SeeAsync($"beating-{index}", job => job.IsRunning, "is not known");
        var at = Now();
        await SetAsideAsync(system, "job-heartbeat", PoisonMessages.Beats("beats"), index => new($$"""{"jobId":"beating-{{index}}","at":"{{at}}"}"""));
        for (var index = 0; index < 3; index++) await system.SeeAsync($"beating-{index}", job => job.LastHeartbeatAt is not null, "has no heartbeat");
    }

    [Fact]
    public async Task Should_set_bad_ends_aside_and_end_the_others()
    {
        var system = await shared.SystemAsync();
        await system.Broker.PublishAsync("flowforge.job-started", Enumerable.Range(0, 3).Select(index => Start($"ending-{index}")));
        await SetAsideAsync(system, "job-finished", PoisonMessages.Finished("ends"), index => new($$"""{"jobId":"ending-{{index}}","finishedAt":"{{Now()}}","outcome":"succeeded"}"""));
        for (var index = 0; index < 3; index++) await system.SeeAsync($"ending-{index}", job => job.IsFinished, "has not ended");
    }

    [Fact]
    public async Task Should_not_be_held_up_by_a_flood_of_it()
    {
        var system = await shared.SystemAsync();
        // Many times what a replica takes into hand: were each tried again after a pause, as a busy store is, the last would wait for minutes.
        var flood = Enumerable.Range(0, 500).Select(number => new PlainMessage($$"""{"jobId":{{number}},"finishedAt":"{{Now()}}","outcome":"succeeded"}""", PoisonMessages.IdOf("flood", $"{number}")));
        await system.Broker.PublishAsync("flowforge.job-started", [Start("after-the-flood")]);
        await system.SeeAsync("after-the-flood", job => job.IsRunning, "is not known");
        await system.Broker.PublishAsync("flowforge.job-finished", flood.Append(new($$"""{"jobId":"after-the-flood","finishedAt":"{{Now()}}","outcome":"failed"}""")));
        await system.SeeAsync("after-the-flood", job => job.IsFinished, "has not ended");
    }

    [Theory]
    [InlineData("scheduler")]
    [InlineData("timeouts-timeout-escalation")]
    [InlineData("cleanup-cleanup-due")]
    [InlineData("lifecycle-job-submitted")]
    [InlineData("lifecycle-stage-hooks")]
    [InlineData("audit-job-stage-changed")]
    public async Task Should_be_set_aside_wherever_it_turns_up(string queue)
    {
        var system = await shared.SystemAsync();
        var poison = new Dictionary<string, Poison>
        {
            ["no JSON"] = new(new("garbage"), "invalid start of a value"),
            ["10 MB"] = new(new(new byte[10_000_000]), "1048576 are allowed"),
            ["another type"] = new(new("""{"messageType":["urn:message:FlowForge.Contracts:JobHeartbeat"],"message":{}}""", contentType: "application/vnd.masstransit+json"), "FlowForge.Contracts:JobHeartbeat"),
        }.ToDictionary(each => each.Key, each => each.Value with { Message = each.Value.Message with { Id = PoisonMessages.IdOf(queue, each.Key) } });
        await system.Broker.PublishAsync(queue, poison.Values.Select(each => each.Message), user: null);
        await SeenAsideAsync(system, queue, poison);
    }

    [Theory]
    [InlineData("timeouts-timeout-escalation", """{"jobId":"plain","attempt":1,"step":0,"action":"hard_kill","dueAt":"2026-03-01T12:00:00Z","generation":"g"}""")]
    [InlineData("cleanup-cleanup-due", """{"jobId":"plain","attempt":1,"dueAt":"2026-03-01T12:00:00Z"}""")]
    [InlineData("scheduler", """{"correlationId":"6f8a5e3c-0000-4000-8000-000000000001","scheduledTime":"2026-03-01T12:00:00Z","payloadType":["urn:message:FlowForge.Contracts:CleanupDue"],"destination":"exchange:cleanup-cleanup-due","payload":{}}""")]
    [InlineData("audit-job-stage-changed", """{"id":"6f8a5e3c-0000-4000-8000-000000000002","jobId":"plain","attempt":1,"stage":"running","at":"2026-03-01T12:00:00Z","initiatedBy":"x"}""")]
    public async Task Should_not_take_plain_JSON_where_no_job_manager_speaks(string queue, string body)
    {
        var system = await shared.SystemAsync();
        var poison = new Dictionary<string, Poison>
        {
            ["named"] = new(new(body, PoisonMessages.IdOf(queue, "named"), "application/json"), ""),
            ["not named"] = new(new(body, PoisonMessages.IdOf(queue, "not named")), ""),
        };
        await system.Broker.PublishAsync(queue, poison.Values.Select(each => each.Message), user: null);
        await SeenAsideAsync(system, queue, poison);
    }

    [Fact]
    public async Task Should_be_known_by_its_content_where_it_has_no_id_or_one_that_is_none()
    {
        var system = await shared.SystemAsync();
        var before = await LettersAsync(system, "lifecycle-job-submitted");
        PlainMessage[] messages = [new("without an id"), new("""{"jobId":"../without","submittedAt":"2026-03-01T12:00:00Z"}"""), new("""{"jobId":"../other","submittedAt":"2026-03-01T12:00:00Z"}""", "message 7")];
        // Twice, as when its consumer dies after it told of the fault and before it had moved the message.
        await system.Broker.PublishAsync("flowforge.job-submitted", messages.Concat(messages));
        await Eventually.IsTrueAsync(async () => (await system.Broker.ReadAsync("lifecycle-job-submitted_error")).Count(Mine) == 6, "not all is in the error queue", Patience);
        await Eventually.IsTrueAsync(async () => await system.Broker.WaitingAsync("audit-fault") == 0 && (await LettersAsync(system, "lifecycle-job-submitted")).Count >= before.Count + 3, "the audit does not know all", Patience);
        await SeenAsideAsync(system, "lifecycle-job-submitted", new Dictionary<string, Poison> { ["last"] = new(new("the last", PoisonMessages.IdOf("submitted", "last")), "") }, publish: true);
        Assert.Equal(before.Count + 4, (await LettersAsync(system, "lifecycle-job-submitted")).Count);

        static bool Mine(WaitingMessage message) => message.Text.Contains("without", StringComparison.Ordinal) || message.Text.Contains("../other", StringComparison.Ordinal);
    }

    private static PlainMessage Start(string id) => new($$"""{"jobId":"{{id}}","startedAt":"{{Now()}}"}""");

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Publishes a good message before, amid and after the bad ones; then sees each bad one in the error queue and in the audit.</summary>
    private static async Task SetAsideAsync(FlowForgeSystem system, string what, IReadOnlyDictionary<string, Poison> poison, Func<int, PlainMessage> good)
    {
        var bad = poison.Values.Select(each => each.Message).ToList();
        var all = new[] { good(0) }.Concat(bad.Take(bad.Count / 2)).Append(good(1)).Concat(bad.Skip(bad.Count / 2)).Append(good(2));
        await system.Broker.PublishAsync($"flowforge.{what}", all);
        await SeenAsideAsync(system, $"lifecycle-{what}", poison);
    }

    private static async Task SeenAsideAsync(FlowForgeSystem system, string queue, IReadOnlyDictionary<string, Poison> poison, bool publish = false)
    {
        if (publish) await system.Broker.PublishAsync(queue, poison.Values.Select(each => each.Message), user: null);
        var ids = poison.Values.Select(each => each.Message.Id!).ToHashSet();
        IReadOnlyList<WaitingMessage> aside = [];
        await Eventually.IsTrueAsync(async () => ids.IsSubsetOf((aside = await system.Broker.ReadAsync($"{queue}_error")).Select(message => message.Id ?? "")), $"not all poison is in {queue}_error", Patience);
        IReadOnlyList<AuditEntry> entries = [];
        await Eventually.IsTrueAsync(async () =>
        {
            entries = await LettersAsync(system, queue);
            return ids.All(id => entries.Any(entry => Is(entry, id)));
        }, $"not all poison of {queue} is in the audit", Patience);
        Assert.Multiple([.. poison.Select(each => (Action)(() =>
        {
            var (name, (message, says)) = (each.Key, each.Value);
            var found = Assert.Single(aside, other => other.Id == message.Id);
            Assert.True(found.Body.AsSpan().SequenceEqual(message.Body), $"{name}: it was changed");
            Assert.True(found.Reason.Length > 0, $"{name}: it has no reason");
            Assert.False(found.Headers.ContainsKey("MT-Fault-RetryCount"), $"{name}: it was tried again, in vain");
            var entry = Assert.Single(entries, other => Is(other, message.Id!));
            Assert.True(entry.ErrorMessage is { Length: > 0 } reason && reason.Contains(says, StringComparison.Ordinal), $"{name}: the audit says '{entry.ErrorMessage}', not '{says}'");
            Assert.False(entry.Success);
        }))]);
    }

    private static bool Is(AuditEntry entry, string messageId) => entry.ResourceName.EndsWith(messageId, StringComparison.Ordinal);

    private static async Task<IReadOnlyList<AuditEntry>> LettersAsync(FlowForgeSystem system, string queue) =>
        [.. (await system.Audit.QueryAsync(new AuditQuery { Action = "dead_letter", Limit = 10_000 })).Where(entry => entry.InitiatedBy == $"flowforge/{queue}")];
}
