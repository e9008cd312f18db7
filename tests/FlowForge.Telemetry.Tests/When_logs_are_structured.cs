using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Time.Testing;

namespace FlowForge.Telemetry.Tests;

public sealed class When_logs_are_structured
{
    private readonly LoggerExternalScopeProvider _scopes = new();

    [Fact]
    public void Should_each_line_be_one_object_with_what_it_names_beside_the_message()
    {
        var line = Write("Removed {Count} of job {JobId}", 3, "build-42");

        Assert.Equal("2026-11-25T10:00:00.000Z", line.GetProperty("Time").GetString());
        Assert.Equal(("Warning", "Cleanup", "Removed 3 of job build-42"), (Text(line, "Level"), Text(line, "Category"), Text(line, "Message")));
        Assert.Equal((3, "build-42"), (line.GetProperty("Count").GetInt32(), Text(line, "JobId")));
    }

    [Fact]
    public void Should_a_line_name_the_scope_and_the_trace_it_was_written_in()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var outer = _scopes.Push(new Dictionary<string, object?> { ["JobId"] = "outer", ["Attempt"] = 2 });
        using var inner = _scopes.Push(new Dictionary<string, object?> { ["JobId"] = "build-42" });

        var line = Write("Well");

        Assert.Equal(("build-42", 2, activity.TraceId.ToHexString()), (Text(line, "JobId"), line.GetProperty("Attempt").GetInt32(), Text(line, "TraceId")));
    }

    [Theory]
    [InlineData("mongodb://admin:s3cret@db:27017/?tls=true is not valid", "mongodb://***@db:27017/?tls=true is not valid")]
    [InlineData("amqp://flowforge:s3c/r@et@rabbitmq:5672", "amqp://***@rabbitmq:5672")]
    [InlineData("Server=db;Password=s3cret;Port=1", "Server=db;Password=***;Port=1")]
    [InlineData("nothing to hide: https://example.org/a=b and me@example.org", "nothing to hide: https://example.org/a=b and me@example.org")]
    public void Should_a_password_be_hidden_and_nothing_else(string text, string expected) => Assert.Equal(expected, Secrets.Hide(text));

    [Fact]
    public void Should_no_part_of_a_line_tell_a_password()
    {
        const string Address = "amqp://flowforge:s3cret@rabbitmq:5672/flowforge";
        using var scope = _scopes.Push(new Dictionary<string, object?> { ["Address"] = new Uri(Address) });

        var text = WriteText("Could not reach {Broker}", new InvalidOperationException($"no answer from {Address}"), Address);

        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.Contains("no answer from amqp://***@rabbitmq:5672/flowforge", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_a_host_that_asks_for_them_get_them()
    {
        using var services = new ServiceCollection().AddLogging(logging => logging.AddStructuredLogs()).BuildServiceProvider();

        Assert.Contains(services.GetServices<ConsoleFormatter>(), formatter => formatter.Name == JsonLineFormatter.FormatterName);
        Assert.Equal(JsonLineFormatter.FormatterName, services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
    }

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();

    private JsonElement Write(string template, params object?[] values)
    {
        var text = WriteText(template, null, values);
        Assert.Equal(text.Length - Environment.NewLine.Length, text.IndexOf(Environment.NewLine, StringComparison.Ordinal));
        using var line = JsonDocument.Parse(text);
        return line.RootElement.Clone();
    }

    private string WriteText(string template, Exception? exception, params object?[] values)
    {
        using var text = new StringWriter();
        var formatter = new JsonLineFormatter(new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 10, 0, 0, TimeSpan.Zero)));
        var logger = new FormattingLogger(formatter, _scopes, text);
#pragma warning disable CA2254 // The template is the test's input.
        logger.Log(LogLevel.Warning, exception, template, values);
#pragma warning restore CA2254
        return text.ToString();
    }

    /// <summary>What stands between a logger and its formatter, without the console.</summary>
    private sealed class FormattingLogger(ConsoleFormatter formatter, IExternalScopeProvider scopes, TextWriter text) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> write) =>
            formatter.Write(new LogEntry<TState>(logLevel, "Cleanup", eventId, state, exception, write), scopes, text);
    }
}
