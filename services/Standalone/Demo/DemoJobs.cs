using FlowForge.Contracts;

namespace FlowForge.Standalone;

/// <summary>The jobs of the demo.</summary>
internal static class DemoJobs
{
    private static readonly string[] UntilHardKill = ["warn", "soft_kill", "hard_kill"];

    public static readonly IReadOnlyList<DemoJob> All =
    [
        new()
        {
            Id = "finishes-in-time",
            What = "works for 2 s, has 20 s",
            Script = "echo working; sleep 2; echo done",
            Timeout = "20s",
            Outcome = JobOutcome.Succeeded,
            ExitCode = 0,
        },
        new()
        {
            Id = "obeys-and-saves",
            What = "overruns, obeys SIGTERM, saves its state",
            Script = """
                save() { echo "step $step" > "$FLOWFORGE_PARTIAL_DIR/state.txt"; echo state-saved > "$FLOWFORGE_HEARTBEAT_FILE"; sleep 1; exit 0; }
                trap save TERM
                step=0
                while :; do step=$((step + 1)); sleep 0.2; done
                """,
            Timeout = "4s",
            Grace = "4s",
            Retention = "5s",
            Outcome = JobOutcome.Terminated,
            ExitCode = 0,
            Steps = ["warn", "soft_kill"],
            SavesState = true,
        },
        new()
        {
            Id = "ignores-sigterm",
            What = "overruns, ignores SIGTERM",
            Script = "trap '' TERM; while :; do sleep 0.2; done",
            Timeout = "4s",
            Outcome = JobOutcome.Terminated,
            ExitCode = 137,
            Steps = UntilHardKill,
        },
        new()
        {
            Id = "ignores-with-grandchildren",
            What = "the same, and its grandchildren have left its session",
            // One grandchild leaves the session and drops its environment, another is orphaned by a double fork.
            Script = """
                trap '' TERM
                env -i setsid sh -c 'trap "" TERM HUP; while :; do sleep 0.2; done' "$0" &
                ( setsid sh -c 'trap "" TERM HUP; while :; do sleep 0.2; done' "$0" & )
                while :; do sleep 0.2; done
                """,
            Timeout = "5s",
            Outcome = JobOutcome.Terminated,
            ExitCode = 137,
            Steps = UntilHardKill,
        },
        new()
        {
            Id = "fails",
            What = "fails with exit code 3",
            Script = "echo 'no such input' >&2; sleep 1; exit 3",
            Timeout = "20s",
            Outcome = JobOutcome.Failed,
            ExitCode = 3,
        },
        new()
        {
            Id = "cleaned-up-at-once",
            What = "finishes, and what it leaves goes at once",
            Script = "echo result > \"$FLOWFORGE_ARTIFACTS_DIR/result.txt\"; echo scratch > scratch.txt; sleep 1",
            Timeout = "20s",
            Retention = "0s",
            Outcome = JobOutcome.Succeeded,
            ExitCode = 0,
        },
        new()
        {
            Id = "leaves-a-child-behind",
            What = "finishes, but leaves a process in a session of its own",
            Script = "env -i setsid sh -c 'trap \"\" TERM HUP; while :; do sleep 0.2; done' \"$0\" & sleep 1; exit 0",
            Timeout = "20s",
            Outcome = JobOutcome.Succeeded,
            ExitCode = 0,
        },
    ];
}
