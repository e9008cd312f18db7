using System.CommandLine;
using FlowForge.Configuration;
using FlowForge.Hooks;
using FlowForge.Hosting;
using FlowForge.HttpApi;
using FlowForge.Jobs;
using FlowForge.Policies;
using Microsoft.Extensions.Options;

namespace FlowForge.Standalone;

/// <summary><c>flowforge serve</c></summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The folder that holds everything", DefaultValueFactory = _ => DefaultDataFolder };
        var urls = new Option<string>("--urls") { Description = "Where to listen; port 0 picks a free one", DefaultValueFactory = _ => CommandShape.DefaultUrl };
        var config = new Option<string?>("--config") { Description = "The configuration file: policies, hooks, options" };
        var remote = new Option<bool>("--allow-remote") { Description = "Listen to other machines too. Whoever reaches the port can run commands on this machine" };
        var level = new Option<LogLevel>("--log-level") { Description = "The least severe level to log", DefaultValueFactory = _ => LogLevel.Information };
        var serve = new Command("serve", """
            Runs all services in one process, with an HTTP API. Jobs go on when it stops and are found again when it starts.

            Examples:
              flowforge serve
              flowforge serve --data /var/lib/flowforge --urls http://127.0.0.1:8080 --config flowforge.json

            Exit codes: 0 stopped when asked to, 1 it could not start (folder, port), 2 the configuration or an option is wrong.
            """)
        { data, urls, config, remote, level };
        serve.Runs(async (parsed, cancellationToken) =>
        {
            var settings = new ServeSettings
            {
                DataFolder = Path.GetFullPath(parsed.GetValue(data)!),
                Urls = CheckedUrls(parsed.GetValue(urls)!, parsed.GetValue(remote)),
                ConfigFile = parsed.GetValue(config),
                AllowRemote = parsed.GetValue(remote),
                LogLevel = parsed.GetValue(level),
            };
            await using var app = await StartAsync(settings, cancellationToken);
            Console.WriteLine($"FlowForge.Events serves {string.Join(" ", app.Urls)}, its data is in {settings.DataFolder}");
            await app.WaitForShutdownAsync(cancellationToken);
            return ExitCodes.Done;
        });
        return serve;
    }

    /// <summary>Starts a server, or says in one sentence why not.</summary>
    public static async Task<WebApplication> StartAsync(ServeSettings settings, CancellationToken cancellationToken)
    {
        MakeFolder(settings.DataFolder);
        WebApplication? app = null;
        try
        {
            // Before anything reads options from it: this names every mistake, with its place.
            if (settings.ConfigFile is { } file) PolicyFileReader.Read(await File.ReadAllTextAsync(file, cancellationToken), new PolicySection(), [new HookSection()], file);
            app = EmbeddedServer.Build(settings);
            await app.StartOrStopAsync(cancellationToken);
            return app;
        }
        catch (Exception e) when (Explain(e, settings) is { } failure)
        {
            if (app is not null) await app.DisposeAsync();
            throw failure;
        }
    }

    private static string DefaultDataFolder => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "flowforge");

    /// <summary>Only its owner may look into it: it holds the secrets of jobs.</summary>
    private static void MakeFolder(string folder)
    {
        try
        {
            if (!Directory.Exists(folder)) Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Failed, $"The data folder '{folder}' cannot be made: {e.Message} Name another with --data.");
        }
    }

    private static CommandFailure? Explain(Exception exception, ServeSettings settings) => exception switch
    {
        AggregateException { InnerException: { } inner } => Explain(inner, settings),
        StorageException => new CommandFailure(ExitCodes.Failed, exception.Message),
        PolicyFileException => new CommandFailure(ExitCodes.Usage, exception.Message),
        OptionsValidationException invalid => new CommandFailure(ExitCodes.Usage, $"{settings.ConfigFile}: {string.Join("; ", invalid.Failures)}"),
        FileNotFoundException or DirectoryNotFoundException => new CommandFailure(ExitCodes.Usage, $"--config: the file '{settings.ConfigFile}' does not exist"),
        UnauthorizedAccessException => new CommandFailure(ExitCodes.Usage, $"--config: the file '{settings.ConfigFile}' cannot be read: {exception.Message}"),
        InvalidOperationException { InnerException: FormatException format } => new CommandFailure(ExitCodes.Usage, $"{settings.ConfigFile}: {exception.Message} {format.Message}"),
        IOException => new CommandFailure(ExitCodes.Failed, $"It cannot listen on {settings.Urls}: {exception.Message}"),
        _ => null,
    };

    private static string CheckedUrls(string urls, bool allowRemote) => ListenAddresses.Problem(urls, allowRemote, "--urls", "say --allow-remote") is { } problem
        ? throw new CommandFailure(ExitCodes.Usage, problem)
        : urls;
}
