using System.Diagnostics;

namespace FlowForge.Integration.Tests;

/// <summary>What a script of infra/dev answered.</summary>
internal sealed record DevScript(string Command, int ExitCode, string Output, string Errors)
{
    /// <summary>The first run on a machine installs the servers.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>See infra/dev/README.md: this machine cannot have them.</summary>
    public bool ServersMissing => ExitCode == 3;

    public string LastError => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var last] ? last : $"{Command} said nothing";

    public IEnumerable<(string Key, string Value)> Values =>
        Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).Select(pair => (pair[0], pair[1]));

    public static async Task<DevScript> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(Root(), "infra", "dev", script));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"bash could not run {script}");
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Longest);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return new DevScript($"{script} {string.Join(' ', arguments)}", process.ExitCode, await output, await errors);
    }

    public DevScript MustSucceed() => ExitCode == 0 ? this : throw new InvalidOperationException($"{Command} ended with {ExitCode}:\n{Errors}");

    /// <summary>The repository that the tests were built from.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "FlowForge.Events.sln"))) return folder.FullName;
        throw new InvalidOperationException($"no folder above {AppContext.BaseDirectory} has FlowForge.Events.sln");
    }
}
