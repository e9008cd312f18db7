using FlowForge.Configuration;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;

namespace FlowForge.Policies;

/// <summary>The policies of a file, reloaded when it changes.</summary>
/// <param name="file">Null: the defaults alone.</param>
/// <param name="sections">All sections; a file that one of them refuses is refused whole.</param>
/// <param name="clock">For the pauses between looks at the file.</param>
/// <param name="logger">Is told of every reload and of every refusal.</param>
public sealed class PolicyFile(string? file, IEnumerable<IConfigSection> sections, TimeProvider clock, ILogger<PolicyFile> logger)
    : ReloadingFile<PolicySet>(file, new PolicySection(), sections, clock, logger), IPolicies
{
    public ResolvedPolicy Resolve(PolicyRequest request) => PolicyResolver.Resolve(Current, request);
}
