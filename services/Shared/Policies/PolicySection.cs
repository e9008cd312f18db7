using FlowForge.Configuration;
using FlowForge.Jobs;

namespace FlowForge.Policies;

/// <summary>Reads the key <c>policies</c> of the policy file: global, organizations, jobTypes.</summary>
public sealed class PolicySection : IConfigSection<PolicySet>
{
    public string Key => "policies";

    public PolicySet Default => PolicySet.Default;

    public PolicySet Read(ConfigNode section)
    {
        var found = section.Keys("global", "organizations", "jobTypes");
        return new PolicySet
        {
            Global = found.GetValueOrDefault("global") is { } global ? LevelReader.Read(global, PolicySet.Defaults.MaxTimeout) : PolicyLevel.Silent,
            Organizations = Named(found.GetValueOrDefault("organizations"), level => LevelReader.Read(level, null)),
            JobTypes = Named(found.GetValueOrDefault("jobTypes"), LevelReader.ReadJobType),
        };
    }

    private static Dictionary<string, PolicyLevel> Named(ConfigNode? node, Func<ConfigNode, PolicyLevel> read)
    {
        var levels = new Dictionary<string, PolicyLevel>();
        foreach (var (name, value) in node?.Entries() ?? [])
        {
            // A name that no event can carry would be a policy that silently never applies.
            if (DnsName.LabelProblem(name) is { } problem) value.Report($"the name {problem}");
            levels[name] = read(value);
        }
        return levels;
    }
}
