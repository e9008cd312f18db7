using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlowForge.Hosting.Tests;

public sealed class When_a_host_cannot_start
{
    [Fact]
    public async Task Should_what_has_begun_be_ended_before_the_reason_is_told()
    {
        var work = new Work();
        using var host = HostOf(work, new TakenPort(after: work.Begun));

        Assert.Equal("the port is taken", (await Assert.ThrowsAsync<IOException>(() => host.StartOrStopAsync(TestContext.Current.CancellationToken))).Message);

        Assert.True(work.HasEnded);
    }

    [Fact]
    public async Task Should_trouble_with_ending_one_hide_neither_the_reason_nor_spare_the_others()
    {
        var work = new Work();
        using var host = HostOf(work, new Work(failsToStop: true), new TakenPort(after: work.Begun));

        Assert.Equal("the port is taken", (await Assert.ThrowsAsync<IOException>(() => host.StartOrStopAsync(TestContext.Current.CancellationToken))).Message);

        Assert.True(work.HasEnded);
    }

    private static IHost HostOf(params IHostedService[] services)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        foreach (var service in services) builder.Services.AddSingleton(service);
        return builder.Build();
    }

    private sealed class Work(bool failsToStop = false) : BackgroundService
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;
        public bool HasEnded { get; private set; }

        public override Task StopAsync(CancellationToken cancellationToken) =>
            failsToStop ? throw new InvalidOperationException("it was not whole") : base.StopAsync(cancellationToken);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            _begun.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, stoppingToken);
            }
            finally
            {
                HasEnded = true;
            }
        }
    }

    private sealed class TakenPort(Task after) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await after;
            throw new IOException("the port is taken");
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
