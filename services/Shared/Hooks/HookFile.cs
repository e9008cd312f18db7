using FlowForge.Configuration;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hooks;

/// <summary>The hooks of the policy file, reloaded when it changes.</summary>
public sealed class HookFile : ReloadingFile<IReadOnlyList<ConfiguredHook>>
{
    /// <param name="file">Null: no configured hooks.</param>
    /// <param name="inProcess">The hooks in code.</param>
    /// <param name="sections">All sections; a file that one of them refuses is refused whole.</param>
    /// <param name="clock">For the pauses between looks at the file.</param>
    /// <param name="logger">Is told of every reload and of every refusal.</param>
    public HookFile(string? file, IReadOnlyCollection<ILifecycleHook> inProcess, IEnumerable<IConfigSection> sections, TimeProvider clock, ILogger<HookFile> logger)
        : base(file, new HookSection(() => inProcess), sections, clock, logger)
    {
        // Two of one name would share their idempotency key, and the second would never run.
        if (inProcess.GroupBy(hook => (hook.Stage, hook.Name)).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidOperationException($"Two in-process hooks of stage {twice.Key.Stage} are named '{twice.Key.Name}'; names must be unique within a stage.");
    }
}
