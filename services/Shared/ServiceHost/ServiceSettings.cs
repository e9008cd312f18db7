using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace FlowForge.ServiceHost;

/// <summary>
/// Where a service's settings come from, the later winning: <c>appsettings.json</c> beside the program, the JSON file with policies,
/// hooks and options, a folder with a file for each key (mounted secrets), environment variables with the prefix <c>FLOWFORGE__</c>.
/// </summary>
internal static class ServiceSettings
{
    public const string Prefix = "FLOWFORGE__";
    private const string ConfigFileKey = "configFile";
    private const string SecretsFolderKey = "secretsFolder";
    private const string UsualSecretsFolder = "/run/secrets/flowforge";

    public static void Add(ConfigurationManager settings, string[] args)
    {
        var first = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables(Prefix).AddCommandLine(args).Build();
        settings.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        if (first[ConfigFileKey] is { Length: > 0 } file) settings.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        settings.AddKeyPerFile(Path.GetFullPath(first[SecretsFolderKey] ?? UsualSecretsFolder), optional: true);
        settings.AddEnvironmentVariables(Prefix);
        settings.AddCommandLine(args);
    }

    /// <summary>The version that logs and telemetry name.</summary>
    public static string Version => Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
