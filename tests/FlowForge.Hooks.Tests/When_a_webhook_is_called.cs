using System.Text.Json;
using FlowForge.Contracts;

namespace FlowForge.Hooks.Tests;

public sealed class When_a_webhook_is_called : IDisposable
{
    private const string Secret = "s3cr3t";
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Should_be_posted_the_entry_with_its_key_and_the_headers_of_the_file()
    {
        await using var receiver = await Receiver.StartAsync(204);
        File.WriteAllText(_bench["headers"], $"# for the receiver\nAuthorization: Bearer {Secret}\n\nX-Team:  a: b \n");

        var hook = await CallAsync(receiver, headersFile: _bench["headers"]);

        Assert.True(hook.Success, hook.Error);
        var (path, body, headers) = Assert.Single(receiver.Requests);
        Assert.Equal($"POST /hook/{Secret}?token={Secret}", path);
        Assert.Equal(($"Bearer {Secret}", "a: b", hook.Id.ToString()), (headers.Authorization.ToString(), headers["X-Team"].ToString(), headers["Idempotency-Key"].ToString()));
        Assert.Equal("application/json; charset=utf-8", headers.ContentType.ToString());
        var told = JsonSerializer.Deserialize<HookContext>(body, HookJson.Options)!;
        Assert.Equal(("job-42", "notify", hook.Id), (told.JobId, told.Hook, told.IdempotencyKey));
        Assert.DoesNotContain(Secret, _bench.Logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    [InlineData(429)]
    public async Task Should_be_called_again_with_the_same_key_where_that_may_help(int status)
    {
        await using var receiver = await Receiver.StartAsync(status, status, 200);

        var hook = await CallAsync(receiver);

        Assert.Equal((true, 3), (hook.Success, hook.Tries));
        Assert.Equal([hook.Id.ToString()], receiver.Requests.Select(request => request.Headers["Idempotency-Key"].ToString()).Distinct());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Should_not_be_called_again_or_elsewhere_where_it_was_refused_or_redirected(int status)
    {
        await using var receiver = await Receiver.StartAsync(status);

        var hook = await CallAsync(receiver);

        Assert.Equal((false, 1), (hook.Success, hook.Tries));
        Assert.Equal($"POST {receiver.Address.GetLeftPart(UriPartial.Authority)} answered {status}", hook.Error);
        Assert.Single(receiver.Requests);
        Assert.DoesNotContain(Secret, _bench.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_fail_after_its_retries_without_telling_a_secret()
    {
        await using var receiver = await Receiver.StartAsync(500);
        File.WriteAllText(_bench["headers"], $"Authorization: Bearer {Secret}");

        var hook = await CallAsync(receiver, headersFile: _bench["headers"]);

        Assert.Equal((false, 3), (hook.Success, hook.Tries));
        Assert.Equal($"POST {receiver.Address.GetLeftPart(UriPartial.Authority)} answered 500", hook.Error);
        Assert.Contains("is tried again", _bench.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, _bench.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_time_out()
    {
        await using var receiver = await Receiver.StartAsync((_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));

        var hook = await CallAsync(receiver, timeout: "200ms", retries: 0);

        Assert.Equal("timed out after 200ms", hook.Error);
    }

    [Fact]
    public async Task Should_be_tried_again_where_nobody_answers()
    {
        var receiver = await Receiver.StartAsync(200);
        await receiver.DisposeAsync();

        var hook = await CallAsync(receiver, retries: 1);

        Assert.Equal((false, 2), (hook.Success, hook.Tries));
        Assert.StartsWith($"POST {receiver.Address.GetLeftPart(UriPartial.Authority)} failed: ", hook.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, hook.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization Bearer s3cr3t", "line 2: is not 'Name: value'")]
    [InlineData("Bad Name: s3cr3t", "line 2: is not 'Name: value'")]
    [InlineData("idempotency-key: s3cr3t", "line 2: Idempotency-Key is set by FlowForge")]
    [InlineData("X-Secret: s3cr3t\u00e9\u2028", null)]
    public async Task Should_refuse_bad_headers_without_repeating_them(string line, string? problem)
    {
        await using var receiver = await Receiver.StartAsync(200);
        File.WriteAllText(_bench["headers"], "# comment\n" + line);

        var hook = await CallAsync(receiver, headersFile: _bench["headers"], retries: 0);

        Assert.False(hook.Success);
        Assert.Contains(problem ?? "", hook.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, hook.Error, StringComparison.Ordinal);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task Should_fail_where_the_headers_cannot_be_read()
    {
        await using var receiver = await Receiver.StartAsync(200);

        var hook = await CallAsync(receiver, headersFile: _bench["missing"], retries: 0);

        Assert.Contains("missing' cannot be read", hook.Error, StringComparison.Ordinal);
    }

    private async Task<HookExecuted> CallAsync(Receiver receiver, string? headersFile = null, string timeout = "20s", int retries = 2)
    {
        var webhook = new Uri(receiver.Address, $"/hook/{Secret}?token={Secret}").ToString();
        _bench.With(headersFile is null
            ? new { name = "notify", stage = "failed", webhook, timeout, retries, retryDelay = "1ms" }
            : (object)new { name = "notify", stage = "failed", webhook, timeout, retries, retryDelay = "1ms", headersFile });
        return (await _bench.EnterAsync()).Executed.Single();
    }
}
