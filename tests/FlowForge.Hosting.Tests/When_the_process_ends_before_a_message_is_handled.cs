using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Hosting.Tests;

public sealed class When_the_process_ends_before_a_message_is_handled
{
    [Fact]
    public async Task Should_be_handled_by_the_next_run_once_by_each_subscriber()
    {
        using var folder = new TempFolder();
        await CopyOfCrashedRunAsync(folder.Path, [new Note { Text = "one" }, new Note { Text = "two" }]);

        var log = new NoteLog();
        await using var next = await StartAsync(log, folder.Path);

        await Eventually.IsTrueAsync(() => log.Handled.Count >= 4, "not all notes came");
        Assert.Equal(["FirstConsumer one", "FirstConsumer two", "SecondConsumer one", "SecondConsumer two"], log.Handled.Order(StringComparer.Ordinal));
        await Eventually.IsTrueAsync(async () => (await next.Get<IMessageJournal>().ReadAsync(TestContext.Current.CancellationToken)).Count == 0, "the journal was not emptied");
    }

    [Fact]
    public async Task Should_leave_nothing_in_the_journal_once_handled()
    {
        var log = new NoteLog();
        await using var harness = await StartAsync(log, null);

        await harness.Bus.Publish(new Note { Text = "one" }, TestContext.Current.CancellationToken);

        await Eventually.IsTrueAsync(() => log.Handled.Count == 2, "the note did not come");
        await Eventually.IsTrueAsync(async () => (await harness.Get<IMessageJournal>().ReadAsync(TestContext.Current.CancellationToken)).Count == 0, "the journal was not emptied");
    }

    [Fact]
    public async Task Should_be_set_aside_with_its_reason_and_told_when_it_cannot_be_handled()
    {
        using var folder = new TempFolder();
        var log = new NoteLog { Fails = new InvalidEventException("text", "makes no sense") };
        await using (var harness = await StartAsync(log, folder.Path))
        {
            await harness.Bus.Publish(new Note { Text = "bad" }, TestContext.Current.CancellationToken);
            await Eventually.IsTrueAsync(() => log.Handled.Count(text => text == "fault text makes no sense") == 2, "the fault was not told");
            await Eventually.IsTrueAsync(async () => (await harness.Get<IMessageJournal>().ReadAsync(TestContext.Current.CancellationToken)).Count == 0, "it stayed in the journal");
        }

        Assert.Equal(2, DeadLetters(folder.Path, "text makes no sense"));
    }

    private static long DeadLetters(string folder, string reason)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "flowforge.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM dead_letters WHERE reason = $reason";
        command.Parameters.AddWithValue("$reason", reason);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Leaves in the folder what a crash would: messages accepted, none handled. The database is copied while the run lives, because a stopped run would not be a crash.</summary>
    private static async Task CopyOfCrashedRunAsync(string folder, Note[] notes)
    {
        using var crashing = new TempFolder();
        var gate = new TaskCompletionSource();
        await using var run = await StartAsync(new NoteLog { Gate = gate.Task }, crashing.Path);
        foreach (var note in notes) await run.Bus.Publish(note, TestContext.Current.CancellationToken);
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(crashing.Path, "flowforge.db")};Pooling=False");
        await connection.OpenAsync();
        await using var copy = new SqliteConnection($"Data Source={Path.Combine(folder, "flowforge.db")};Pooling=False");
        await copy.OpenAsync();
        connection.BackupDatabase(copy);
        gate.SetResult();
    }

    private static Task<ServiceHarness> StartAsync(NoteLog log, string? folder) => ServiceHarness.StartAsync(
        bus =>
        {
            bus.AddSingleton(log);
            bus.AddConsumer<FirstConsumer>().Endpoint(endpoint => endpoint.Name = "first");
            bus.AddConsumer<SecondConsumer>().Endpoint(endpoint => endpoint.Name = "second");
            bus.AddConsumer<NoteFaultConsumer>().Endpoint(endpoint => endpoint.Name = "faults");
        }, folder: folder);
}
