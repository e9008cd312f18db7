using System.Collections.Concurrent;
using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlowForge.Telemetry.Tests;

public sealed class When_a_job_is_logged
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_every_line_of_its_messages_name_it()
    {
        var lines = new ScopedLines();
        await using var harness = await AllServices.StartAsync(services => services.AddSingleton<ILoggerFactory>(lines));
        harness.Runtime.Add("logged");

        await harness.Bus.Publish(new JobStarted { JobId = "logged", StartedAt = TimeProvider.System.Now().AddMinutes(-10), Timeout = "1m", CorrelationId = "order-17" }, _cancelled);
        await harness.SeeAsync<TimeoutActionTaken>(taken => taken.Action == TimeoutAction.SoftKill);

        await Eventually.IsTrueAsync(() => lines.Of("EscalationLadder").Any(), "the ladder logged nothing");
        Assert.All(lines.Of("EscalationLadder"), scope => Assert.Equal(
            new Dictionary<string, object?> { ["JobId"] = "logged", ["Attempt"] = 1, ["CorrelationId"] = DerivedId.Correlation("logged", 1) }, scope));
    }

    /// <summary>For each line: who wrote it, and the scopes around it. Never disposed of: the bus keeps the first logger factory it sees.</summary>
    private sealed class ScopedLines : ILoggerFactory
    {
        private readonly LoggerExternalScopeProvider _scopes = new();
        private readonly ConcurrentQueue<(string Category, Dictionary<string, object?> Scope)> _lines = new();

        public IReadOnlyList<Dictionary<string, object?>> Of(string category) => [.. _lines.Where(line => line.Category.EndsWith(category, StringComparison.Ordinal)).Select(line => line.Scope)];

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private sealed class Logger(ScopedLines all, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => all._scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var scope = new Dictionary<string, object?>();
                all._scopes.ForEachScope((one, into) =>
                {
                    foreach (var (name, value) in one as IEnumerable<KeyValuePair<string, object?>> ?? []) into[name] = value;
                }, scope);
                all._lines.Enqueue((category, scope));
            }
        }
    }
}
