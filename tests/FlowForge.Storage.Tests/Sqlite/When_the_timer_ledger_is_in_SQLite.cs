using FlowForge.Jobs;
using FlowForge.Storage.Contracts;

namespace FlowForge.Storage.Tests.Sqlite;

public sealed class When_the_timer_ledger_is_in_SQLite : TimerLedgerContract
{
    private SqliteStore _store = null!;

    public override ValueTask DisposeAsync() => _store.DisposeAsync();

    protected override Task<ITimerLedger> OpenAsync(TimeProvider clock)
    {
        _store = new SqliteStore(clock);
        return Task.FromResult(_store.Get<ITimerLedger>());
    }
}
