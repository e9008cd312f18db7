using FlowForge.Configuration;
using FlowForge.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hooks;

public static class HooksRegistration
{
    /// <summary>
    /// Adds <see cref="IStageHooks"/>: every registered <see cref="ILifecycleHook"/>, then the hooks of a file that is watched while
    /// the host runs. Needs an <see cref="IHookRunStore"/>. Adding again changes nothing.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="file">The policy file (docs/hooks.md). Null: only the hooks in code.</param>
    public static IServiceCollection AddHooks(this IServiceCollection services, string? file)
    {
        if (services.Any(service => service.ServiceType == typeof(HookFile))) return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IConfigSection>(provider => new HookSection(provider.GetServices<ILifecycleHook>));
        services.AddSingleton(provider => new HookFile(
            file,
            [.. provider.GetServices<ILifecycleHook>()],
            provider.GetServices<IConfigSection>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HookFile>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<HookFile>());
        services.AddSingleton<HookRunner>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<IStageHooks>(provider => new StageHooks(
            [.. provider.GetServices<ILifecycleHook>()],
            provider.GetRequiredService<HookFile>(),
            provider.GetRequiredService<IHookRunStore>(),
            provider.GetRequiredService<HookRunner>(),
            provider.GetRequiredService<WebhookClient>()));
        services.AddHttpClient(WebhookClient.Name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            // Its log lines would name URLs and headers; the hook's own error says what is needed.
            .RemoveAllLoggers();
        return services;
    }
}
