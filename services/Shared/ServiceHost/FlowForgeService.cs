using FlowForge.Configuration;
using FlowForge.Hooks;
using FlowForge.Hosting;
using FlowForge.HttpApi;
using FlowForge.Jobs;
using FlowForge.Policies;
using FlowForge.RabbitMq;
using FlowForge.Storage.Mongo;
using FlowForge.Telemetry;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.ServiceHost;

/// <summary>Runs one service as a process of its own, over RabbitMQ and MongoDB. Any number of replicas may run.</summary>
public static class FlowForgeService
{
    private const int CouldNotStart = 1, CouldNotStop = 1, WrongSettings = 2;
    private static readonly TimeSpan ShortestShutdown = TimeSpan.FromSeconds(1), LongestShutdown = TimeSpan.FromMinutes(10);

    /// <param name="name">The service's name, in kebab-case: in logs, telemetry and the broker's management UI.</param>
    /// <param name="args">Settings as <c>--key value</c>; the last word over those of files and environment.</param>
    /// <param name="compose">Adds what the service is made of.</param>
    /// <returns>The exit code: 0 stopped when asked to, 1 it could not start, go on or stop in time, 2 a setting is wrong.</returns>
    public static async Task<int> RunAsync(string name, string[] args, Action<ServiceComposition> compose)
    {
        try
        {
            await using var app = Build(name, args, compose);
            var timeout = app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
            ShutdownLimit.Guard(timeout, TimeProvider.System, waited => EndHanging(name, waited), app.Lifetime.ApplicationStopping);
            await app.StartOrStopAsync();
            app.Logger.LogInformation("{Service} {Version} runs as {Replica}, health at {Urls}", name, ServiceSettings.Version,
                app.Services.GetRequiredService<ReplicaName>().Value, string.Join(" ", app.Urls));
            await app.WaitForShutdownAsync();
            // Whoever ended it for a reason of its own has set it.
            return Environment.ExitCode;
        }
        catch (Exception e) when (Explain(e) is { } problem)
        {
            await Console.Error.WriteLineAsync($"{name}: {problem.Message}");
            return problem.ExitCode;
        }
    }

    internal static WebApplication Build(string name, string[] args, Action<ServiceComposition> compose)
    {
        DurationConverter.Register();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        ServiceSettings.Add(builder.Configuration, args);
        var options = builder.Configuration.Get<ServiceOptions>() ?? new ServiceOptions();
        if (options.ShutdownTimeout < ShortestShutdown || options.ShutdownTimeout > LongestShutdown)
            throw new InvalidDataException($"shutdownTimeout is {Durations.Format(options.ShutdownTimeout)}; it must be between {Durations.Format(ShortestShutdown)} and {Durations.Format(LongestShutdown)}");
        // Before anything reads options from it: this names every mistake, with its place.
        if (options.ConfigFile is { } file) PolicyFileReader.Read(File.ReadAllText(file), new PolicySection(), [new HookSection()], file);
        var replica = new ReplicaName(options.Replica ?? $"{name}-{Environment.MachineName}-{Environment.ProcessId}");
        builder.Logging.SetMinimumLevel(options.LogLevel)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("MassTransit", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            // Each question would log the whole outage again; the answer tells it.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            .AddStructuredLogs();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = BodyLimit.LargestDrained).UseUrls(options.Urls);

        var composition = new ServiceComposition(name, builder.Services, options, builder.Configuration);
        compose(composition);
        if (!composition.AllowsRemote && ListenAddresses.Problem(options.Urls, options.AllowRemote ?? false, "urls", "set allowRemote to true") is { } problem)
            throw new InvalidDataException(problem);
        AddServices(composition, replica, builder.Configuration);
        var app = builder.Build();
        app.UseHttpApi();
        app.MapHealth();
        app.MapTelemetry();
        composition.Routes(app);
        return app;
    }

    private static void AddServices(ServiceComposition composition, ReplicaName replica, ConfigurationManager settings)
    {
        var (services, options) = (composition.Services, composition.Options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(replica);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        services.AddMongoStorage(mongo => settings.GetSection(MongoOptions.Section).Bind(mongo));
        services.AddTelemetry(composition.Name, replica.Value);
        // Before the bus, so that it stops after it: what the bus still handles may need the timers.
        services.AddTimers();
        services.AddMassTransit(bus =>
        {
            bus.AddDefaults();
            composition.Bus(bus);
            bus.UsingRabbitMqTransport($"flowforge {replica.Value}", composition.Endpoints);
            bus.Configure<MassTransitHostOptions>(host =>
            {
                // A broker that is away must not keep the health endpoint from answering; what is published waits for it.
                host.WaitUntilStarted = false;
                host.StopTimeout = options.ShutdownTimeout;
            });
        });
        services.AddHttpApi(options.AllowRemote ?? composition.AllowsRemote);
        services.AddHealthChecks().AddCheck<MongoReadyCheck>("indexes");
    }

    private static void EndHanging(string name, TimeSpan waited)
    {
        Console.Error.WriteLine($"{name}: it was to stop, and after {Durations.Format(waited)} something in it still waits; the process ends now, and what it had in hand is taken up again by whoever runs next");
        Environment.Exit(CouldNotStop);
    }

    private static (int ExitCode, string Message)? Explain(Exception exception) => exception switch
    {
        AggregateException { InnerException: { } inner } => Explain(inner),
        PolicyFileException => (WrongSettings, exception.Message),
        OptionsValidationException invalid => (WrongSettings, string.Join("; ", invalid.Failures)),
        InvalidOperationException { InnerException: FormatException format } => (WrongSettings, $"{exception.Message} {format.Message}"),
        FileNotFoundException or DirectoryNotFoundException or InvalidDataException => (WrongSettings, exception.Message),
        IOException or UnauthorizedAccessException => (CouldNotStart, exception.Message),
        _ => null,
    };
}
