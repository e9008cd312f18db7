using FlowForge.Contracts;
using FlowForge.HttpApi;
using Spectre.Console;

namespace FlowForge.Standalone;

/// <summary>How the demo looks while it runs.</summary>
internal static class DemoTable
{
    private const int BarWidth = 12;

    public static Table Of(IReadOnlyList<DemoJob> jobs, IReadOnlyDictionary<string, JobView> seen, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("job", "stage", "limit", "time left", "next", "outcome", "left behind");
        foreach (var job in jobs)
        {
            var view = seen.GetValueOrDefault(job.Id);
            table.AddRow(
                new Markup($"[bold]{job.Id}[/]\n[grey]{Markup.Escape(job.What)}[/]"),
                Stage(view?.Stage),
                new Text($"{job.Timeout} + {job.Grace}"),
                TimeLeft(view, now),
                new Text(view is { FinishedAt: null, NextStep: { } next } ? $"{next.What} in {Seconds(next.DueAt - now)}" : ""),
                Outcome(view),
                new Text(view switch { { CleanedUp: true } => "gone", { CleanupAt: { } at } => $"goes in {Seconds(at - now)}", _ => "" }));
        }

        return table;
    }

    /// <summary>One line for a log, when there is no terminal to draw in.</summary>
    public static string Line(JobView view) =>
        $"{view.JobId,-28} {Queries.Spelled(view.Stage),-12} {(view.Outcome is { } outcome ? $"{Queries.Spelled(outcome)} (exit code {view.ExitCode})" : view.NextStep is { } next ? $"next: {next.What}" : "")} {(view.CleanedUp ? "cleaned up" : "")}".TrimEnd();

    private static Markup TimeLeft(JobView? view, DateTimeOffset now)
    {
        if (view is not { StartedAt: { } start, TimeoutAt: { } end, FinishedAt: null }) return new Markup("");
        var share = Math.Clamp((end - now) / (end - start), 0, 1);
        var full = (int)Math.Round(share * BarWidth);
        var colour = share > 0.4 ? "green" : share > 0 ? "yellow" : "red";
        return new Markup($"[{colour}]{new string('█', full)}{new string('░', BarWidth - full)}[/] {Seconds(end - now)}");
    }

    private static Markup Stage(LifecycleStage? stage) => stage switch
    {
        null => new Markup("[grey]…[/]"),
        LifecycleStage.Running => new Markup("[green]running[/]"),
        LifecycleStage.Terminating => new Markup("[yellow]terminating[/]"),
        LifecycleStage.Failed => new Markup("[red]failed[/]"),
        { } other => new Markup(Queries.Spelled(other)),
    };

    private static Markup Outcome(JobView? view) => view is { Outcome: { } outcome }
        ? new Markup($"[{(outcome == JobOutcome.Succeeded ? "green" : outcome == JobOutcome.Failed ? "red" : "yellow")}]{Queries.Spelled(outcome)}[/] ({view.ExitCode})")
        : new Markup("");

    private static string Seconds(TimeSpan left) => $"{left.TotalSeconds:0.0} s";
}
