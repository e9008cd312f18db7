using FlowForge.Jobs;
using FlowForge.Storage.Contracts;
using FlowForge.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FlowForge.Storage.Tests.Sqlite;

public sealed class When_the_host_starts : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_open_the_database_before_any_other_service_starts()
    {
        var worked = new Worker.Result();
        using (var host = Host(options => options.DataFolder = _folder.Path, worked))
        {
            await host.StartAsync();
            Assert.True(worked.Wrote);
            await host.StopAsync();
        }
        // Closed with the host: the folder is free again.
        await using var store = new SqliteStore(folder: _folder.Path);
        Assert.NotNull(await store.Get<IJobRegistry>().FindAsync(Given.Job));
    }

    [Fact]
    public async Task Should_not_start_at_all_where_the_database_cannot_be_opened()
    {
        var worked = new Worker.Result();
        using var host = Host(options => options.DataFolder = _folder.File("missing"), worked);
        await Assert.ThrowsAsync<StorageException>(() => host.StartAsync());
        Assert.False(worked.Wrote);
    }

    [Fact]
    public async Task Should_refuse_options_out_of_range_and_say_which()
    {
        using var host = Host(
            options =>
            {
                options.DataFolder = " ";
                options.MaxBatch = 0;
                options.QueueLength = -1;
                options.ReadConnections = 65;
                options.BusyTimeout = TimeSpan.FromHours(1);
            },
            new Worker.Result());
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        foreach (var said in new[] { "DataFolder is ' '", "MaxBatch is 0", "QueueLength is -1", "ReadConnections is 65; allowed is 1 to 64", "BusyTimeout is 01:00:00" })
            Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    private static IHost Host(Action<SqliteOptions> configure, Worker.Result result)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        // Registered before the storage: the order of registration must not matter.
        builder.Services.AddSingleton(result).AddHostedService<Worker>();
        builder.Services.AddSqliteStorage(configure);
        return builder.Build();
    }

    private sealed class Worker(IJobRegistry registry, Worker.Result result) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await registry.ApplyStartedAsync(Given.Start(), cancellationToken);
            result.Wrote = true;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        internal sealed class Result
        {
            public bool Wrote { get; set; }
        }
    }
}
