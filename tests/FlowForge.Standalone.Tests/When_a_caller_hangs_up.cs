using System.Net;
using System.Net.Http.Json;
using FlowForge.Contracts;
using FlowForge.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlowForge.Standalone.Tests;

public sealed class When_a_caller_hangs_up
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_send_the_event_that_is_durable_already_all_the_same()
    {
        var observer = new Observer();
        using var folder = new TempFolder();
        await using var server = EmbeddedServer.Build(new ServeSettings { DataFolder = folder.Path, Urls = "http://127.0.0.1:0", LogLevel = LogLevel.Error });
        server.Services.GetRequiredService<IBus>().ConnectPublishObserver(observer);
        await server.StartAsync(_cancelled);
        using var http = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
        var now = TimeProvider.System.GetUtcNow();

        await PostAsync(http, "job-started", new JobStarted { JobId = "job", StartedAt = now, Timeout = "1h" });
        await PostAsync(http, "job-heartbeat", new JobHeartbeat { JobId = "job", At = now });
        await PostAsync(http, "job-finished", new JobFinished { JobId = "job", FinishedAt = now, Outcome = JobOutcome.Succeeded });
        await server.StopAsync(_cancelled);

        foreach (var type in new[] { typeof(JobStarted), typeof(JobHeartbeat), typeof(JobFinished) })
            Assert.False(observer.Stoppable[type], $"the caller can stop {type.Name} half way");
    }

    private async Task PostAsync<T>(HttpClient http, string kind, T message)
    {
        using var response = await http.PostAsJsonAsync($"/api/events/{kind}", message, _cancelled);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(_cancelled));
    }

    private sealed class Observer : IPublishObserver
    {
        public System.Collections.Concurrent.ConcurrentDictionary<Type, bool> Stoppable { get; } = new();

        public Task PrePublish<T>(PublishContext<T> context) where T : class
        {
            Stoppable.TryAdd(typeof(T), context.CancellationToken.CanBeCanceled);
            return Task.CompletedTask;
        }

        public Task PostPublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => Task.CompletedTask;
    }
}
