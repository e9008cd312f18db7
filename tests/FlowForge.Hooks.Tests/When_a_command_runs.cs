using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FlowForge.Contracts;
using FlowForge.Testing;

namespace FlowForge.Hooks.Tests;

public sealed class When_a_command_runs : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Should_learn_its_job_from_its_environment()
    {
        _bench.Shell("env", $"env >{_bench["env"]}");

        var hook = await RunAsync();

        Assert.True(hook.Success, hook.Error);
        // Besides what whoever runs the tests has set, which a hook inherits.
        var inherited = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}");
        var variables = _bench.Read("env").Split('\n').Where(line => line.StartsWith("FLOWFORGE_", StringComparison.Ordinal)).Except(inherited).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "FLOWFORGE_ATTEMPT=1", "FLOWFORGE_CORRELATION_ID=c-42", $"FLOWFORGE_IDEMPOTENCY_KEY={hook.Id}", "FLOWFORGE_JOB_ID=job-42", "FLOWFORGE_JOB_TYPE=build",
                "FLOWFORGE_ORGANIZATION=acme", "FLOWFORGE_OUTCOME=failed", "FLOWFORGE_REASON=exit code 1", "FLOWFORGE_STAGE=failed",
            ],
            variables);
    }

    [Fact]
    public async Task Should_learn_its_job_from_its_input()
    {
        _bench.Shell("cat", $"cat >{_bench["input"]}");

        var hook = await RunAsync();

        var told = JsonSerializer.Deserialize<HookContext>(_bench.Read("input"), HookJson.Options)!;
        Assert.Equal(("job-42", LifecycleStage.Failed, JobOutcome.Failed, hook.Id), (told.JobId, told.Stage, told.Outcome!.Value, told.IdempotencyKey));
        Assert.Contains("\"stage\":\"failed\"", _bench.Read("input"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_execute_what_a_job_manager_wrote()
    {
        var hostile = $"$(touch {_bench["pwned"]}) `touch {_bench["pwned"]}` ; touch {_bench["pwned"]} \0 '\" \n" + new string('x', 300_000);
        _bench.Shell("print", $"printf %s \"$FLOWFORGE_REASON\" >{_bench["reason"]}");

        var result = await _bench.EnterAsync(Bench.Entry(LifecycleStage.Failed) with { Reason = hostile });

        Assert.True(result.Success, result.Error);
        Assert.StartsWith(hostile[..40], _bench.Read("reason"), StringComparison.Ordinal);
        Assert.False(File.Exists(_bench["pwned"]));
    }

    [Fact]
    public async Task Should_get_its_arguments_as_they_are()
    {
        _bench.With(new { name = "args", stage = "failed", command = (string[])["/bin/sh", "-c", $"printf '%s|' \"$@\" >{_bench["args"]}", "sh", "a b", "", "$HOME", "'\"*"] });

        Assert.True((await RunAsync()).Success);
        Assert.Equal("a b||$HOME|'\"*|", _bench.Read("args"));
    }

    [Fact]
    public async Task Should_report_its_exit_code_and_the_end_of_what_it_complained()
    {
        _bench.Shell("chatty", "i=0; while [ $i -lt 3000 ]; do echo line-$i >&2; echo out-$i; i=$((i+1)); done; echo the end >&2; exit 7");

        var hook = await RunAsync();

        Assert.StartsWith("exit code 7: ", hook.Error, StringComparison.Ordinal);
        Assert.EndsWith("line-2999\nthe end", hook.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("out-", hook.Error, StringComparison.Ordinal);
        Assert.InRange(hook.Error!.Length, 400, 520);
    }

    [Fact]
    public async Task Should_be_tried_again()
    {
        _bench.Shell("flaky", $"echo x >>{_bench["tries"]}; [ $(wc -l <{_bench["tries"]}) -ge 3 ]", retries: 5);

        var hook = await RunAsync();

        Assert.Equal((true, 3), (hook.Success, hook.Tries));
    }

    [Fact]
    public async Task Should_fail_at_once_where_there_is_no_such_program()
    {
        _bench.With(new { name = "typo", stage = "failed", command = (string[])["/no/such/program"] });

        var hook = await RunAsync();

        Assert.Equal(1, hook.Tries);
        Assert.StartsWith("'/no/such/program' cannot be started: ", hook.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_be_killed_with_all_it_started_when_its_time_is_over()
    {
        _bench.Shell("slow", $"sh -c 'sleep 600 & echo $! >{_bench["pid"]}; wait' & wait", timeout: "5s");

        var hook = await RunAsync();

        Assert.Equal("timed out after 5s", hook.Error);
        var grandchild = int.Parse(_bench.Read("pid"), CultureInfo.InvariantCulture);
        await Eventually.IsTrueAsync(() => !IsAlive(grandchild), "what it started is still there");
    }

    [Fact]
    public async Task Should_not_be_waited_for_where_only_its_background_children_go_on()
    {
        _bench.Shell("daemon", $"sleep 600 & echo $! >{_bench["pid"]}", timeout: "20s");

        var hook = await RunAsync();

        using var daemon = Process.GetProcessById(int.Parse(_bench.Read("pid"), CultureInfo.InvariantCulture));
        daemon.Kill();
        Assert.True(hook.Success, hook.Error);
    }

    [Fact]
    public async Task Should_not_have_to_read_its_input()
    {
        _bench.Shell("deaf", "exec <&-; exit 0");

        var result = await _bench.EnterAsync(Bench.Entry(LifecycleStage.Failed) with { Reason = new string('x', 1_000_000) });

        Assert.True(result.Success, result.Error);
    }

    private async Task<HookExecuted> RunAsync() => (await _bench.EnterAsync()).Executed.Single();

    // A killed process whose parent has not looked yet is a zombie: dead, but still listed.
    private static bool IsAlive(int pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
