using FlowForge.Configuration;
using FlowForge.Contracts;

namespace FlowForge.Hooks;

/// <summary>Reads the key <c>hooks</c> of the policy file.</summary>
/// <param name="inProcess">The hooks whose names are taken; asked when a file is read, because they may need services that need this one.</param>
public sealed class HookSection(Func<IEnumerable<ILifecycleHook>>? inProcess = null) : IConfigSection<IReadOnlyList<ConfiguredHook>>
{
    private static readonly IReadOnlyList<string> Keys =
        ["name", "stage", "command", "webhook", "timeout", "retries", "retryDelay", "organization", "jobType", "headersFile"];

    public string Key => "hooks";

    public IReadOnlyList<ConfiguredHook> Default => [];

    public IReadOnlyList<ConfiguredHook> Read(ConfigNode section)
    {
        var taken = (inProcess?.Invoke() ?? []).Select(hook => (hook.Stage, hook.Name)).ToHashSet();
        var hooks = new List<ConfiguredHook>();
        foreach (var item in section.Items())
            if (ReadHook(item) is { } hook)
            {
                if (!taken.Add((hook.Stage, hook.Name)))
                    item.Report($"the name '{hook.Name}' is taken by another hook of stage {WireNames.Of(hook.Stage)}; the audit tells hooks apart by their names");
                hooks.Add(hook);
            }
        return hooks;
    }

    private static ConfiguredHook? ReadHook(ConfigNode item)
    {
        var found = item.Keys(Keys);
        if (!item.IsObject) return null;
        foreach (var needed in (string[])["name", "stage"])
            if (!found.ContainsKey(needed)) item.Report($"'{needed}' is missing; a hook needs name, stage and command or webhook");
        if (found.ContainsKey("command") == found.ContainsKey("webhook")) item.Report("needs exactly one of command and webhook");
        if (found.ContainsKey("headersFile") && !found.ContainsKey("webhook")) item.Report("headersFile belongs to a webhook");
        var (name, stage) = (found.GetValueOrDefault("name")?.Label("notify"), found.GetValueOrDefault("stage")?.OneOf<LifecycleStage>());
        var hook = new ConfiguredHook
        {
            Name = name ?? "",
            Stage = stage ?? default,
            Command = found.GetValueOrDefault("command") is { } command ? HookActionReader.Command(command) : null,
            Webhook = found.GetValueOrDefault("webhook") is { } webhook ? HookActionReader.Webhook(webhook) : null,
            HeadersFile = found.GetValueOrDefault("headersFile") is { } headers ? HookActionReader.HeadersFile(headers) : null,
            Limits = new HookLimits(
                found.GetValueOrDefault("timeout")?.Duration("10s") ?? HookLimits.Default.Timeout,
                found.GetValueOrDefault("retries")?.Number(0, 10) ?? HookLimits.Default.Retries,
                found.GetValueOrDefault("retryDelay")?.Duration("1s") ?? HookLimits.Default.RetryDelay),
            Organization = found.GetValueOrDefault("organization")?.Label("acme"),
            JobType = found.GetValueOrDefault("jobType")?.Label("build"),
        };
        return name is null || stage is null ? null : hook;
    }
}
