using System.CommandLine;
using FlowForge.HttpApi;

namespace FlowForge.Standalone;

/// <summary><c>flowforge orphans restore ID</c></summary>
internal static class OrphanRestoreCommand
{
    public static Command Create()
    {
        var id = new Argument<Guid>("ID") { Description = "The orphan's id, as 'flowforge orphans list --state removed' shows it" };
        var name = CommandShape.As();
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var command = new Command("restore", """
            Puts back what a scan has removed, as long as it is kept. Nothing that is there now is overwritten.

            Examples:
              flowforge orphans restore 5f0c1a52-7a53-8a3e-9d0e-0d8e3a1b2c4d

            Exit codes: 0 restored, 1 it could not be, 2 it was not removed or is not kept, 3 no server answers, 4 no such orphan.
            """)
        { id, name, url, output };
        command.Runs(async (parsed, cancellationToken) =>
        {
            using var api = new ApiClient(parsed.GetValue(url)!);
            var path = $"/api/orphans/{parsed.GetValue(id)}";
            var orphan = await api.PostAsync<OrphanView>($"{path}/restore", new OrphanRestoreRequest { By = parsed.GetValue(name) }, cancellationToken);
            var waiting = new Waiting($"To restore {orphan.Kind} '{orphan.Name}'");
            while (orphan is { State: "removed", Error: null })
            {
                await waiting.ForAMomentAsync(hasBegun: false, cancellationToken);
                orphan = await api.GetAsync<OrphanView>(path, cancellationToken);
            }

            if (parsed.GetValue(output) == "json") Show.Json(orphan);
            if (orphan.State != "restored") throw new CommandFailure(ExitCodes.Failed, $"{orphan.Kind} '{orphan.Name}' could not be put back: {orphan.Error}");
            if (parsed.GetValue(output) != "json") Console.WriteLine($"{orphan.Kind} '{orphan.Name}' of job {orphan.JobId} is back.");
            return ExitCodes.Done;
        });
        return command;
    }
}
