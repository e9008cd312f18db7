using System.CommandLine;
using System.Globalization;
using FlowForge.Jobs;
using Spectre.Console;

namespace FlowForge.Standalone;

/// <summary><c>flowforge demo</c></summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var report = new Option<string?>("--report") { Description = "Write what was expected and what happened to this file, as JSON" };
        var keep = new Option<bool>("--keep") { Description = "Keep the temporary data folder" };
        var demo = new Command("demo", """
            Starts a server on a temporary folder, runs seven real processes with limits of a few seconds, and shows how
            those that overrun are warned, stopped, killed, cleaned up and audited, and how a folder that nobody owns any more
            is found and removed. It takes about 20 seconds, and asks
            the operating system at the end whether anything survived.

            Examples:
              flowforge demo
              flowforge demo --report report.json

            Exit codes: 0 all went as it must, 1 something did not.
            """)
        { report, keep };
        demo.Runs((parsed, cancellationToken) => RunAsync(parsed.GetValue(report), parsed.GetValue(keep), cancellationToken));
        return demo;
    }

    private static async Task<int> RunAsync(string? reportFile, bool keep, CancellationToken cancellationToken)
    {
        // Found out before the demo, not after it.
        if (reportFile is not null) WriteReport(reportFile, "");
        var folder = Directory.CreateTempSubdirectory("flowforge-demo-").FullName;
        var tag = string.Create(CultureInfo.InvariantCulture, $"flowforge-demo-{Environment.ProcessId}-{TimeProvider.System.GetTimestamp()}");
        var settings = new ServeSettings
        {
            DataFolder = folder,
            Urls = "http://127.0.0.1:0",
            LogLevel = LogLevel.Critical,
            Options = new Dictionary<string, string?>(DemoOrphan.Options) { ["options:jobManager:heartbeatInterval"] = "1s" },
        };
        try
        {
            await using var server = await ServeCommand.StartAsync(settings, cancellationToken);
            try
            {
                Console.WriteLine($"A server runs at {server.Urls.First()}, its data is in {folder}");
                using var api = new ApiClient(server.Urls.First());
                var result = await new DemoRun(api, folder, tag).RunAsync(cancellationToken);
                Print(result);
                if (reportFile is not null) WriteReport(reportFile, Show.ToJson(result));
                return result.Passed ? ExitCodes.Done : ExitCodes.Failed;
            }
            finally
            {
                // Also where the demo was interrupted: it leaves nothing running.
                await EndAllAsync(server.Services.GetRequiredService<IJobRuntime>());
                await server.StopAsync(CancellationToken.None);
            }
        }
        finally
        {
            if (!keep) Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task EndAllAsync(IJobRuntime runtime)
    {
        foreach (var job in DemoJobs.All)
        {
            var reference = new JobRef(JobId.Parse(job.Id), 1, null, null);
            if ((await runtime.ObserveAsync(reference)).Presence == JobPresence.Running) await runtime.ForceDeleteAsync(reference);
        }
    }

    private static void WriteReport(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Usage, $"--report: '{file}' cannot be written: {e.Message}");
        }
    }

    private static void Print(DemoReport report)
    {
        AnsiConsole.WriteLine();
        Show.Write(Show.Audit(report.Jobs.SelectMany(job => job.Audit).Concat(report.Orphan.Audit).OrderBy(entry => entry.Timestamp)));
        foreach (var job in report.Jobs)
            Console.WriteLine($"{(job.Passed ? "ok  " : "NOT ")} {job.JobId}: {job.What}{string.Concat(job.Problems.Select(problem => $"; {problem}"))}");
        Console.WriteLine($"{(report.Orphan.Passed ? "ok  " : "NOT ")} {report.Orphan.JobId}: an orphan, found by two scans and removed{string.Concat(report.Orphan.Problems.Select(problem => $"; {problem}"))}");
        foreach (var problem in report.Problems) Console.WriteLine($"NOT  {problem}");
        Console.WriteLine(report.Passed
            ? $"All {report.Jobs.Count} jobs went as they must in {(report.FinishedAt - report.StartedAt).TotalSeconds:0.0} s; the operating system knows no process of theirs any more."
            : "Not everything went as it must.");
    }
}
