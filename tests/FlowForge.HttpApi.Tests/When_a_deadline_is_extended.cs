using System.Net;
using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.HttpApi.Tests;

public sealed class When_a_deadline_is_extended : IAsyncLifetime
{
    private const string Path = "/api/jobs/nightly/extensions";
    private static readonly JobId Job = JobId.Parse("nightly");

    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;
    private ServiceHarness _harness = null!;
    private ApiHost _api = null!;
    private DateTimeOffset _deadline;

    public async ValueTask InitializeAsync()
    {
        _harness = await ServiceHarness.StartAsync(_ => { });
        _api = await ApiHost.StartAsync(_harness, app =>
        {
            app.MapExtensions();
            app.MapJobs();
        });
        _deadline = (await StartAsync("nightly")).TimeoutAt!.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _harness.DisposeAsync();
    }

    [Fact]
    public async Task Should_move_once_for_one_request_however_often_it_comes()
    {
        // Soft kill is next; its warning comes again.
        await _harness.Registry.CompleteStepAsync(Job, 1, 0, 0, TimeProvider.System.Now(), _cancelled);
        var (one, other) = (Request("30m", id: 1), Request("10m", id: 2));
        Assert.Equal(_deadline.AddMinutes(30), Deadline(await ApiHost.BodyAsync(await _api.PostAsync(Path, one))));
        Assert.Equal(_deadline.AddMinutes(30), Deadline(await ApiHost.BodyAsync(await _api.PostAsync(Path, one))));
        Assert.Equal(_deadline.AddMinutes(40), Deadline(await ApiHost.BodyAsync(await _api.PostAsync(Path, other))));
        Assert.Equal(_deadline.AddMinutes(40), Deadline(await ApiHost.BodyAsync(await _api.PostAsync(Path, one))));

        var job = await FindAsync();
        Assert.Equal((2, 0), (job.Generation, job.NextStep));
        var told = await AuditAsync("extend");
        Assert.Equal(2, told.Count);
        Assert.All(told, entry => Assert.Equal(("ann", true), (entry.InitiatedBy, entry.Success)));
        Assert.Contains($"slow today; deadline from {_deadline:O} to {_deadline.AddMinutes(30):O} (by 30m)", told.Select(entry => entry.Reason));
    }

    [Fact]
    public async Task Should_be_told_though_whoever_gave_it_was_cut_short()
    {
        var given = new JobExtension { Id = DerivedId.From(1), By = TimeSpan.FromMinutes(30), Reason = "slow today", RequestedBy = "ann", RequestedAt = _deadline, Generation = 0, From = _deadline, To = _deadline.AddMinutes(30), GivenAt = _deadline };
        await _harness.Registry.ExtendAsync(Job, 1, given, 0, _cancelled);

        await ApiHost.BodyAsync(await _api.PostAsync(Path, Request("10m", id: 2)));

        Assert.Equal(2, (await AuditAsync("extend")).Count);
        Assert.Equal(_deadline.AddMinutes(40), Deadline(await ApiHost.BodyAsync(await _api.PostAsync(Path, Request("30m", id: 1)))));
    }

    [Theory]
    [InlineData(null, "r", "by is empty")]
    [InlineData("-30m", "r", "is negative")]
    [InlineData("0s", "r", "is zero")]
    [InlineData("366d", "r", "longer than 365 days")]
    [InlineData("30m", "", "reason is missing")]
    [InlineData("30m", "two\nlines", "on one line")]
    public async Task Should_a_request_that_is_not_valid_change_nothing(string? by, string reason, string problem)
    {
        var answer = await ApiHost.ProblemAsync(await _api.PostAsync(Path, new ExtensionRequest { By = by, Reason = reason }), HttpStatusCode.BadRequest);
        Assert.Contains(problem, answer, StringComparison.Ordinal);
        Assert.Equal(0, (await FindAsync()).Generation);
    }

    [Fact]
    public async Task Should_refuse_what_is_beyond_the_ceiling_and_say_so_in_the_audit()
    {
        _harness.Policies.MaxTimeout = TimeSpan.FromMinutes(90);

        Assert.Contains("would run 1h31m in all, and the policies in force allow 1h30m", await RefusedAsync("31m"), StringComparison.Ordinal);
        Assert.Contains("nothing may run longer than 365d", await RefusedAsync("365d"), StringComparison.Ordinal);

        Assert.Equal(2, (await AuditAsync("extend")).Count(entry => entry is { Success: false, ErrorMessage: not null }));
        Assert.Equal(0, (await FindAsync()).Generation);
        Assert.Equal(_deadline.AddMinutes(30), Deadline(await ApiHost.BodyAsync(await _api.PostAsync(Path, Request("30m")))));
    }

    [Fact]
    public async Task Should_refuse_a_job_that_is_unknown_does_not_run_has_ended_or_is_being_stopped()
    {
        Assert.Contains("never announced", await ApiHost.ProblemAsync(await _api.PostAsync("/api/jobs/unknown/extensions", Request("30m")), HttpStatusCode.NotFound), StringComparison.Ordinal);
        await _harness.Registry.ApplySubmittedAsync(Reader.Read(new JobSubmitted { JobId = "waits", SubmittedAt = TimeProvider.System.Now() }), _cancelled);
        Assert.Contains("does not run yet", await RefusedAsync("30m", "waits"), StringComparison.Ordinal);
        await StartAsync("ended");
        await _harness.Registry.ApplyFinishedAsync(new JobFinish(JobId.Parse("ended"), 1, TimeProvider.System.Now(), JobOutcome.Succeeded, 0, null), _cancelled);
        Assert.Contains("has ended", await RefusedAsync("30m", "ended"), StringComparison.Ordinal);
        await _harness.Registry.RequestTerminationAsync(Job, 1, 0, TimeProvider.System.Now(), "exceeded its timeout", _cancelled);
        Assert.Contains("is being stopped", await RefusedAsync("30m"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_what_would_not_help()
    {
        await StartAsync("late", TimeProvider.System.Now() - TimeSpan.FromHours(3));
        Assert.Contains("would be stopped at once", await RefusedAsync("30m", "late"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_wait_for_another_to_approve_where_the_policy_says_so()
    {
        _harness.Policies.ExtensionApproval = ExtensionApproval.SecondPerson;
        var asked = await ApiHost.BodyAsync(await _api.PostAsync(Path, Request("30m", id: 1)), HttpStatusCode.Accepted);
        Assert.Equal(_deadline, Deadline(asked));
        Assert.Equal("ann", asked.GetProperty("pendingExtension").GetProperty("requestedBy").GetString());
        await ApiHost.BodyAsync(await _api.PostAsync(Path, Request("30m", id: 1)), HttpStatusCode.Accepted);
        Assert.Single(await AuditAsync("extend_request"));

        Assert.Contains("somebody else has to approve", await ApprovalRefusedAsync(1, "ann"), StringComparison.Ordinal);
        Assert.Contains("no extension", await ApprovalRefusedAsync(2, "bob"), StringComparison.Ordinal);
        Assert.Equal(_deadline, (await FindAsync()).TimeoutAt);

        for (var i = 0; i < 2; i++)
            Assert.Equal(_deadline.AddMinutes(30), Deadline(await ApiHost.BodyAsync(await _api.PostAsync(Approval(1), new ExtensionApprovalRequest { As = "bob" }))));
        var told = Assert.Single(await AuditAsync("extend"), entry => entry.Success);
        Assert.Contains("approved by bob", told.Reason, StringComparison.Ordinal);
        Assert.Single(await AuditAsync("extend"), entry => !entry.Success);
        Assert.Equal(1, (await FindAsync()).Generation);
    }

    [Fact]
    public async Task Should_a_request_be_void_once_a_newer_one_was_made_or_the_job_has_ended()
    {
        _harness.Policies.ExtensionApproval = ExtensionApproval.SecondPerson;
        await _api.PostAsync(Path, Request("30m", id: 1));
        await _api.PostAsync(Path, Request("10m", id: 2));
        Assert.Contains("no extension", await ApprovalRefusedAsync(1, "bob"), StringComparison.Ordinal);
        Assert.Contains("is void", await ApiHost.ProblemAsync(await _api.PostAsync(Path, Request("30m", id: 1)), HttpStatusCode.Conflict), StringComparison.Ordinal);

        await _harness.Registry.ApplyFinishedAsync(new JobFinish(Job, 1, TimeProvider.System.Now(), JobOutcome.Succeeded, 0, null), _cancelled);
        Assert.Contains("has ended", await ApprovalRefusedAsync(2, "bob"), StringComparison.Ordinal);
        Assert.Equal(_deadline, (await FindAsync()).TimeoutAt);
    }

    [Fact]
    public async Task Should_an_approval_keep_to_the_ceiling_of_its_own_time()
    {
        _harness.Policies.ExtensionApproval = ExtensionApproval.SecondPerson;
        await _api.PostAsync(Path, Request("30m", id: 1));
        _harness.Policies.MaxTimeout = TimeSpan.FromMinutes(80);
        Assert.Contains("the policies in force allow 1h20m", await ApprovalRefusedAsync(1, "bob"), StringComparison.Ordinal);
        Assert.Equal(_deadline, (await FindAsync()).TimeoutAt);
    }

    private EventReader Reader => new(_harness.Policies, TimeProvider.System);

    private static ExtensionRequest Request(string by, int? id = null) => new() { Id = id is { } key ? DerivedId.From(key) : null, By = by, Reason = "slow today", As = "ann" };

    private static string Approval(int id) => $"{Path}/{DerivedId.From(id)}/approval";

    private static DateTimeOffset Deadline(System.Text.Json.JsonElement job) => job.GetProperty("timeoutAt").GetDateTimeOffset();

    private Task<JobRecord> StartAsync(string id, DateTimeOffset? at = null) =>
        _harness.Registry.ApplyStartedAsync(Reader.Read(new JobStarted { JobId = id, StartedAt = at ?? TimeProvider.System.Now(), Timeout = "1h" }));

    private async Task<string> RefusedAsync(string by, string job = "nightly") =>
        await ApiHost.ProblemAsync(await _api.PostAsync($"/api/jobs/{job}/extensions", Request(by)), HttpStatusCode.Conflict);

    private async Task<string> ApprovalRefusedAsync(int id, string who) =>
        await ApiHost.ProblemAsync(await _api.PostAsync(Approval(id), new ExtensionApprovalRequest { As = who }), HttpStatusCode.Conflict);

    private async Task<JobRecord> FindAsync() => (await _harness.Registry.FindAsync(Job, _cancelled))!;

    private Task<IReadOnlyList<AuditEntry>> AuditAsync(string action) => _harness.Audit.QueryAsync(new AuditQuery { Action = action }, _cancelled);
}
