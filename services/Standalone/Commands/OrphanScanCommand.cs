using System.CommandLine;
using FlowForge.HttpApi;
using FlowForge.Jobs;

namespace FlowForge.Standalone;

/// <summary><c>flowforge orphans scan</c></summary>
internal static class OrphanScanCommand
{
    public static Command Create()
    {
        var kind = new Option<string?>("--kind") { Description = $"Only that kind: {string.Join(", ", OwnedKinds.All)}" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Remove nothing, whatever the server's options say" };
        var detach = new Option<bool>("--detach") { Description = "Do not wait for the scan to end" };
        var name = CommandShape.As();
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var command = new Command("scan", """
            Asks for a scan now, and waits for what it finds. A kind whose removal is not switched on is only reported.
            Nothing goes that was not seen without an owner twice, at the interval that the server's options ask for.

            Examples:
              flowforge orphans scan --dry-run
              flowforge orphans scan --kind artifacts --output json

            Exit codes: 0 done, 1 a kind was stopped or something could not be removed, 2 an option is wrong, 3 no server answers.
            """)
        { kind, dryRun, detach, name, url, output };
        command.Runs(async (parsed, cancellationToken) =>
        {
            using var api = new ApiClient(parsed.GetValue(url)!);
            var request = new OrphanScanRequest { Kind = parsed.GetValue(kind), DryRun = parsed.GetValue(dryRun), By = parsed.GetValue(name) };
            var scan = await api.PostAsync<OrphanScan>("/api/orphans/scans", request, cancellationToken);
            if (!parsed.GetValue(detach)) scan = await WaitAsync(api, scan, cancellationToken);
            if (parsed.GetValue(output) == "json") Show.Json(scan);
            else Print(scan);
            return scan.Results.Any(result => result.Stopped is not null || result.Failed > 0) ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private static async Task<OrphanScan> WaitAsync(ApiClient api, OrphanScan scan, CancellationToken cancellationToken)
    {
        var (waiting, told) = (new Waiting($"Scan {scan.Id}"), 0);
        while (scan.FinishedAt is null)
        {
            await waiting.ForAMomentAsync(scan.StartedAt is not null, cancellationToken);
            scan = await api.GetAsync<OrphanScan>($"/api/orphans/scans/{scan.Id}", cancellationToken);
            // Progress is for people; standard output is for the result.
            foreach (var result in scan.Results.Skip(told)) await Console.Error.WriteLineAsync($"{result.Kind}: {result.Listed} listed, {result.Ownerless} ownerless");
            told = scan.Results.Count;
        }

        return scan;
    }

    private static void Print(OrphanScan scan)
    {
        if (scan.FinishedAt is null)
        {
            Console.WriteLine($"Scan {scan.Id} was asked for.");
            return;
        }

        var table = Show.Table("kind", "listed", "ownerless", "young", "held", "seen once", "ready", "ready holds", "removed", "failed", "");
        foreach (var result in scan.Results)
            table.Row(result.Kind, Number(result.Listed), Number(result.Ownerless), Number(result.Young), Number(result.Held), Number(result.Waiting), Number(result.Ready),
                Show.Bytes(result.ReadyBytes), Number(result.Removed), Number(result.Failed), result.Stopped is { } why ? $"STOPPED: {why}" : result.DryRun ? "dry run" : "");
        Show.Write(table);
        Console.WriteLine("'flowforge orphans list' shows each of them, and why.");
    }

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
