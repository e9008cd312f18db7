using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FlowForge.Testing;

namespace FlowForge.Standalone.Tests;

/// <summary>A job manager without a message client; good events and bad ones.</summary>
public sealed class When_events_are_posted : IAsyncLifetime
{
    private const string Past = "2026-01-01T00:00:00Z";
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync() => _server = await ServerProcess.StartAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Should_follow_a_job_from_its_start_to_its_end()
    {
        var now = TimeProvider.System.GetUtcNow();
        await AcceptedAsync("job-started", $$"""{"jobId":"remote","startedAt":"{{now:O}}","timeout":"1h","organization":"acme","someFutureField":{"x":1} }""");
        // At once, without waiting: an accepted start is known.
        await AcceptedAsync("job-heartbeat", $$"""{"jobId":"remote","at":"{{now:O}}","stateSaved":true}""");
        await AcceptedAsync("job-finished", $$"""{"jobId":"remote","finishedAt":"{{now:O}}","outcome":"succeeded","exitCode":0}""");

        var job = await _server.SeeJobAsync("remote", job => job.TryGetProperty("outcome", out _) && job.TryGetProperty("stateSavedAt", out _), "its events were lost");
        Assert.Equal(("completed", "acme"), (job.GetProperty("stage").GetString(), job.GetProperty("organization").GetString()));
        await Eventually.IsTrueAsync(
            async () => (await _server.GetAsync("/api/jobs/remote")).GetProperty("scheduled").EnumerateArray().Any(step => step.GetProperty("what").GetString()!.StartsWith("clean up", StringComparison.Ordinal)),
            "its clean-up was not scheduled");
        var detail = await _server.GetAsync("/api/jobs/remote");
        Assert.Equal("job", detail.GetProperty("policy").GetProperty("values").EnumerateArray().First(v => v.GetProperty("key").GetString() == "timeout").GetProperty("source").GetString());
    }

    [Theory]
    [InlineData("job-started", """{"startedAt":"2026-01-01T00:00:00Z"}""", "jobId")]
    [InlineData("job-started", """{"jobId":"a/b","startedAt":"2026-01-01T00:00:00Z"}""", "jobId 'a/b' may hold only")]
    [InlineData("job-started", """{"jobId":"a b","startedAt":"2026-01-01T00:00:00Z"}""", "jobId 'a b' may hold only")]
    [InlineData("job-started", """{"jobId":"..","startedAt":"2026-01-01T00:00:00Z"}""", "jobId '..' may hold only")]
    [InlineData("job-started", """{"jobId":"app=web","startedAt":"2026-01-01T00:00:00Z"}""", "jobId 'app=web' may hold only")]
    [InlineData("job-started", """{"jobId":"x","startedAt":"2026-01-01T00:00:00Z","timeout":"-1h"}""", "negative")]
    [InlineData("job-started", """{"jobId":"x","startedAt":"2026-01-01T00:00:00Z","timeout":"900000d"}""", "longer than 365 days")]
    [InlineData("job-started", """{"jobId":"x","startedAt":"2026-01-01T00:00:00Z","timeout":"90"}""", "with its unit")]
    [InlineData("job-started", """{"jobId":"x","startedAt":"yesterday"}""", "startedAt")]
    [InlineData("job-started", """{"jobId":"x","startedAt":"2026-01-01T00:00:00"}""", "written with its zone")]
    [InlineData("job-started", """{"jobId":"x","startedAt":1767225600}""", "written with its zone")]
    [InlineData("job-started", """{"jobId":"x","startedAt":""", "line 1")]
    [InlineData("job-started", "", "JSON")]
    [InlineData("job-started", "null", "must be a JSON object")]
    [InlineData("job-started", "[1,2]", "JobStarted")]
    [InlineData("job-finished", """{"jobId":"x","finishedAt":"2026-01-01T00:00:00Z","outcome":"exploded"}""", "outcome")]
    [InlineData("job-finished", """{"jobId":"x","finishedAt":"2026-01-01T00:00:00Z","outcome":17}""", "outcome")]
    [InlineData("job-heartbeat", """{"jobId":"x","attempt":0,"at":"2026-01-01T00:00:00Z"}""", "attempt is 0")]
    public async Task Should_refuse_what_is_wrong_with_the_reason_and_change_nothing(string kind, string body, string reason)
    {
        using var response = await PostAsync(kind, body);
        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty((await _server.GetAsync("/api/jobs")).GetProperty("jobs").EnumerateArray());
    }

    [Theory]
    [InlineData("job-heartbeat", """{"jobId":"nobody","at":"2026-01-01T00:00:00Z"}""")]
    [InlineData("job-finished", """{"jobId":"nobody","finishedAt":"2026-01-01T00:00:00Z","outcome":"failed"}""")]
    public async Task Should_refuse_events_of_jobs_that_were_never_announced(string kind, string body)
    {
        using var response = await PostAsync(kind, body);
        var problem = await ProblemAsync(response, HttpStatusCode.NotFound);
        Assert.Contains("nobody was never announced", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_a_body_of_ten_megabytes()
    {
        using var response = await PostAsync("job-started", $$"""{"jobId":"big","startedAt":"{{Past}}","organization":"{{new string('a', 10_000_000)}}" }""");
        var problem = await ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge);
        Assert.Contains("1024 KiB", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_take_the_word_of_others_for_the_end_of_a_job_that_lives_here()
    {
        await _server.SubmitAsync("alive", "while :; do sleep 0.2; done", timeout: "3s");
        await _server.SeeJobAsync("alive", job => job.GetProperty("stage").GetString() == "running", "it did not start");

        using var response = await PostAsync("job-finished", $$"""{"jobId":"alive","finishedAt":"{{TimeProvider.System.GetUtcNow():O}}","outcome":"succeeded"}""");

        var problem = await ProblemAsync(response, HttpStatusCode.Conflict);
        Assert.Contains("alive runs on this machine", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await _server.SeeJobAsync("alive", job => job.TryGetProperty("outcome", out var outcome) && outcome.GetString() == "terminated", "its limit was lost");
    }

    [Fact]
    public async Task Should_keep_the_deadline_of_a_running_job_whatever_attempt_an_event_names()
    {
        await _server.SubmitAsync("victim", "while :; do sleep 0.2; done", timeout: "3s");
        await _server.SeeJobAsync("victim", job => job.GetProperty("stage").GetString() == "running", "it did not start");

        using var huge = await PostAsync("job-heartbeat", $$"""{"jobId":"victim","attempt":2147483647,"at":"{{TimeProvider.System.GetUtcNow():O}}"}""");
        await ProblemAsync(huge, HttpStatusCode.BadRequest);
        await AcceptedAsync("job-heartbeat", $$"""{"jobId":"victim","attempt":9,"at":"{{TimeProvider.System.GetUtcNow():O}}"}""");

        await _server.SeeJobAsync("victim", job => job.TryGetProperty("outcome", out var outcome) && outcome.GetString() == "terminated", "its limit was lost");
    }

    [Fact]
    public async Task Should_not_watch_a_second_run_under_a_used_id_in_silence()
    {
        var now = TimeProvider.System.GetUtcNow();
        await AcceptedAsync("job-started", $$"""{"jobId":"nightly","startedAt":"{{now.AddHours(-3):O}}"}""");
        await AcceptedAsync("job-finished", $$"""{"jobId":"nightly","finishedAt":"{{now.AddHours(-2):O}}","outcome":"succeeded"}""");
        await _server.SeeJobAsync("nightly", job => job.TryGetProperty("outcome", out _) && job.TryGetProperty("startedAt", out _), "it did not end");

        using var again = await PostAsync("job-started", $$"""{"jobId":"nightly","startedAt":"{{now:O}}"}""");
        var problem = await ProblemAsync(again, HttpStatusCode.BadRequest);
        Assert.Contains("an id of its own", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await AcceptedAsync("job-started", $$"""{"jobId":"nightly","attempt":2,"startedAt":"{{now:O}}"}""");
    }

    [Fact]
    public async Task Should_not_listen_to_a_web_page_of_another_site()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _server.Url + "/api/jobs");
        request.Headers.Host = "evil.example";
        using var answer = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);

        // A form, which a browser sends to other sites without asking them.
        using var form = new StringContent("""{"command":["true"]}""", Encoding.UTF8, "text/plain");
        using var submitted = await _server.Http.PostAsync(_server.Url + "/api/jobs", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, submitted.StatusCode);
    }

    [Fact]
    public async Task Should_be_live_and_ready()
    {
        await Eventually.IsTrueAsync(async () => (await _server.Http.GetAsync(_server.Url + "/health/ready")).IsSuccessStatusCode, "it is not ready");
        Assert.Equal("healthy", (await _server.GetAsync("/health/live")).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("/api/jobs?stage=asleep", 400, "none of pre_start")]
    [InlineData("/api/jobs?limit=0", 400, "between 1 and 1000")]
    [InlineData("/api/jobs/no..id", 400, "may hold only")]
    [InlineData("/api/jobs/unknown", 404, "never announced")]
    [InlineData("/api/audit?since=whenever", 400, "neither a time")]
    [InlineData("/api/policies/explain?timeout=10", 400, "with its unit")]
    public async Task Should_say_what_is_wrong_with_a_question(string path, int status, string reason)
    {
        using var response = await _server.Http.GetAsync(_server.Url + path, TestContext.Current.CancellationToken);
        var problem = await ProblemAsync(response, (HttpStatusCode)status);
        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task AcceptedAsync(string kind, string body)
    {
        using var response = await PostAsync(kind, body);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> PostAsync(string kind, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _server.Http.PostAsync($"{_server.Url}/api/events/{kind}", content);
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
